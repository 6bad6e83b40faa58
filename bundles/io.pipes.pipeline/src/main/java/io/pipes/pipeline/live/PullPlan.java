// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.live;

import io.pipes.base.Cancellable;
import io.pipes.base.id.PacketId;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.node.Exchange;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks for packets that were announced but did not come: first a while after the announcement, then every {@link #AGAIN}, from each
 * announcer in turn, {@link #MAX_TRIES} times. All waits are alike, so two queues in order of time do for timers.
 *
 * <p>The while is {@link #PATIENCE} at first. What comes by itself later than its announcement makes it longer, so that under load nobody
 * asks for what is on its way; what came only because it was asked for makes it shorter.
 */
final class PullPlan {
    static final Duration PATIENCE = Duration.ofMillis(50);

    /** Short enough that what is asked for then still comes before a hole is given up. */
    static final Duration MOST_PATIENCE = Duration.ofSeconds(1);

    static final Duration AGAIN = Duration.ofMillis(400);
    static final int MAX_TRIES = 8;
    static final int MAX_WANTED = 65_536;

    /** What one peer may make us want, so that nobody who announces what does not exist keeps the others from being heard. */
    static final int MAX_WANTED_OF_ONE = MAX_WANTED / 4;

    private static final int MAX_ANNOUNCERS = 8;

    private final Loop loop;
    private final Map<PacketId, Wanted> wanted = new LinkedHashMap<>();
    private final Map<Exchange, Integer> shares = new HashMap<>();
    private final ArrayDeque<Due> first = new ArrayDeque<>();
    private final ArrayDeque<Due> repeated = new ArrayDeque<>();
    private @Nullable Cancellable timer;
    private long timerNanos;
    private long patience = PATIENCE.toNanos();

    PullPlan(Loop loop) {
        this.loop = loop;
    }

    private static final class Wanted {
        private final Exchange first;
        private final ArrayDeque<Exchange> announcers = new ArrayDeque<>();
        private final long announcedNanos;
        private @Nullable Exchange asked;
        private int tries;

        Wanted(Exchange first, long announcedNanos) {
            this.first = first;
            this.announcedNanos = announcedNanos;
        }
    }

    /** @param since when it was announced, or asked for */
    private record Due(PacketId id, long since) {}

    void announced(PacketId id, Exchange by) {
        Wanted known = wanted.get(id);
        if (known == null) {
            if (wanted.size() >= MAX_WANTED || shares.getOrDefault(by, 0) >= MAX_WANTED_OF_ONE) {
                return;
            }
            known = new Wanted(by, loop.clock().nanos());
            wanted.put(id, known);
            shares.merge(by, 1, Integer::sum);
            first.add(new Due(id, known.announcedNanos));
            arm();
        }
        if (known.announcers.size() < MAX_ANNOUNCERS && !known.announcers.contains(by)) {
            known.announcers.add(by);
        }
    }

    void arrived(PacketId id, Exchange from) {
        Wanted one = forget(id);
        if (one != null && one.asked == from) {
            patience = Math.max(PATIENCE.toNanos(), patience / 2);
        } else if (one != null) {
            long late = loop.clock().nanos() - one.announcedNanos;
            patience = Math.max(patience, Math.min(MOST_PATIENCE.toNanos(), 2 * late));
        }
    }

    private @Nullable Wanted forget(PacketId id) {
        Wanted one = wanted.remove(id);
        if (one != null) {
            shares.computeIfPresent(one.first, (same, before) -> before == 1 ? null : before - 1);
        }
        return one;
    }

    void closed(Exchange exchange) {
        wanted.values().forEach(one -> one.announcers.remove(exchange));
    }

    void stop() {
        if (timer != null) {
            timer.cancel();
        }
    }

    private void arm() {
        long now = loop.clock().nanos();
        long wait = Math.min(wait(first, patience, now), wait(repeated, AGAIN.toNanos(), now));
        if (wait == Long.MAX_VALUE || timer != null && timerNanos - now <= wait) {
            return;
        }
        stop();
        timerNanos = now + wait;
        timer = loop.schedule(Duration.ofNanos(Math.max(0, wait)), this::tick);
    }

    private static long wait(ArrayDeque<Due> queue, long patience, long now) {
        return queue.isEmpty() ? Long.MAX_VALUE : queue.peek().since() + patience - now;
    }

    private void tick() {
        timer = null;
        Map<Exchange, List<PacketId>> asks = new LinkedHashMap<>();
        collect(first, patience, asks);
        collect(repeated, AGAIN.toNanos(), asks);
        asks.forEach(PullPlan::ask);
        arm();
    }

    private void collect(ArrayDeque<Due> queue, long patience, Map<Exchange, List<PacketId>> asks) {
        long now = loop.clock().nanos();
        // Only what is queued now: what is put back comes later in time.
        for (int left = queue.size(); left > 0 && queue.peek().since() + patience - now <= 0; left--) {
            PacketId id = queue.poll().id();
            Wanted one = wanted.get(id);
            if (one == null) {
                continue;
            }
            Exchange next = one.announcers.poll();
            if (next == null || ++one.tries > MAX_TRIES) {
                forget(id);
                continue;
            }
            one.announcers.add(next);
            one.asked = next;
            asks.computeIfAbsent(next, none -> new ArrayList<>()).add(id);
            repeated.add(new Due(id, now));
        }
    }

    private static void ask(Exchange exchange, List<PacketId> ids) {
        for (int from = 0; from < ids.size(); from += LiveWire.MAX_ENTRIES) {
            exchange.send(LiveWire.want(ids.subList(from, Math.min(ids.size(), from + LiveWire.MAX_ENTRIES))));
        }
    }
}
