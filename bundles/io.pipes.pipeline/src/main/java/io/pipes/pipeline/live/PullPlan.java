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
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks for packets that were announced but did not come: first a while after the announcement, then every {@link #AGAIN}, from each
 * announcer in turn, {@link #MAX_TRIES} times; from those that left a question unanswered last. What was offered is asked for at once,
 * because it does not come otherwise. All waits are alike, so two queues in order of time do for timers.
 *
 * <p>The while is {@link #PATIENCE} at first. What comes by itself later than its announcement makes it longer, so that under load nobody
 * asks for what is on its way; what came only because it was asked for makes it shorter.
 */
final class PullPlan {
    static final Duration PATIENCE = Duration.ofMillis(50);

    /** Short enough that what is asked for then still comes before a hole is given up. */
    static final Duration MOST_PATIENCE = Duration.ofSeconds(1);

    static final Duration AGAIN = Duration.ofMillis(400);

    /** What is older when it is announced says nothing about the tree it should have come by. */
    static final Duration YOUNG = Duration.ofSeconds(2);

    static final int MAX_TRIES = 8;
    static final int MAX_WANTED = 65_536;

    /** What one peer may make us want, so that nobody who announces what does not exist keeps the others from being heard. */
    static final int MAX_WANTED_OF_ONE = MAX_WANTED / 4;

    private static final int MAX_ANNOUNCERS = 8;
    private static final long MAX_AGE_MILLIS = RecentPackets.MAX_AGE.toMillis();

    private final Loop loop;
    private final Map<PacketId, Wanted> wanted = new LinkedHashMap<>();
    private final Map<Exchange, Integer> shares = new HashMap<>();
    private final Unanswered unanswered;
    private final ArrayDeque<Due> first = new ArrayDeque<>();
    private final ArrayDeque<Due> repeated = new ArrayDeque<>();
    private @Nullable Cancellable timer;
    private long timerNanos;
    private long patience = PATIENCE.toNanos();

    /** Why a packet came. */
    enum How {
        /** By itself. */
        UNASKED,
        /** Because it was asked for when it was news: the tree should have brought it. */
        ASKED,
        /** Because it was asked for when it was old. */
        LATE
    }

    /**
     * How a packet came.
     *
     * @param announcers peers that are known to have it
     * @param first the one who announced it first
     * @param gainNanos how much earlier it would have come from that one, had it sent the packet instead
     */
    record Arrival(How how, Collection<Exchange> announcers, Optional<Exchange> first, long gainNanos) {
        private static final Arrival SUDDEN = new Arrival(How.UNASKED, List.of(), Optional.empty(), 0);
    }

    private static final class Wanted {
        private final Exchange first;
        private final ArrayDeque<Exchange> announcers = new ArrayDeque<>();
        private final long announcedNanos;
        private final long ageNanos;
        private @Nullable Exchange asked;
        private long askedNanos;
        private int tries;

        Wanted(Exchange first, long announcedNanos, long ageNanos) {
            this.first = first;
            this.announcedNanos = announcedNanos;
            this.ageNanos = ageNanos;
        }

        How asked() {
            return ageNanos <= YOUNG.toNanos() ? How.ASKED : How.LATE;
        }

        Arrival arrival(How how, long nowNanos) {
            return new Arrival(how, announcers, Optional.of(first), nowNanos - announcedNanos + ageNanos);
        }
    }

    /** @param since when it was announced, or asked for */
    private record Due(PacketId id, long since) {}

    PullPlan(Loop loop) {
        this.loop = loop;
        unanswered = new Unanswered(loop.clock());
    }

    void announced(LiveWire.Announced announced, Exchange by) {
        note(announced, by);
    }

    /** It does not come by itself. One that left questions unanswered is not believed at once. */
    void offered(LiveWire.Announced offered, Exchange by) {
        Wanted noted = note(offered, by);
        if (noted != null && noted.asked == null && isReliable(by)) {
            asking(offered.id(), noted, by);
            ask(by, List.of(offered.id()));
            arm();
        }
    }

    /** Whether a peer has left no question unanswered lately. */
    boolean isReliable(Exchange peer) {
        return unanswered.by(peer) == 0;
    }

    private @Nullable Wanted note(LiveWire.Announced announced, Exchange by) {
        PacketId id = announced.id();
        Wanted known = wanted.get(id);
        if (known == null) {
            if (wanted.size() >= MAX_WANTED || shares.getOrDefault(by, 0) >= MAX_WANTED_OF_ONE) {
                return null;
            }
            known = new Wanted(by, loop.clock().nanos(), Math.min(announced.ageMillis(), MAX_AGE_MILLIS) * 1_000_000);
            wanted.put(id, known);
            shares.merge(by, 1, Integer::sum);
            first.add(new Due(id, known.announcedNanos));
            arm();
        }
        if (known.announcers.size() < MAX_ANNOUNCERS && !known.announcers.contains(by)) {
            known.announcers.add(by);
        }
        return known;
    }

    Arrival arrived(PacketId id, Exchange from) {
        long now = loop.clock().nanos();
        Wanted one = forget(id);
        if (one == null) {
            return Arrival.SUDDEN;
        }
        if (one.asked == from) {
            unanswered.answered(from);
            patience = Math.max(PATIENCE.toNanos(), patience / 2);
            return one.arrival(one.asked(), now);
        }
        long late = now - one.announcedNanos;
        patience = Math.max(patience, Math.min(MOST_PATIENCE.toNanos(), 2 * late));
        return one.arrival(How.UNASKED, now);
    }

    private @Nullable Wanted forget(PacketId id) {
        Wanted one = wanted.remove(id);
        if (one != null) {
            shares.computeIfPresent(one.first, (same, before) -> before == 1 ? null : before - 1);
        }
        return one;
    }

    /** What was asked from a peer that has gone is asked from another one at once. */
    void closed(Exchange exchange) {
        unanswered.closed(exchange);
        Map<Exchange, List<PacketId>> asks = new LinkedHashMap<>();
        for (Map.Entry<PacketId, Wanted> entry : List.copyOf(wanted.entrySet())) {
            Wanted one = entry.getValue();
            one.announcers.remove(exchange);
            if (one.asked == exchange) {
                askNext(entry.getKey(), one, asks);
            }
        }
        asks.forEach(PullPlan::ask);
        arm();
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
        for (Due due : due(first, patience)) {
            Wanted one = wanted.get(due.id());
            if (one != null && one.asked == null) {
                askNext(due.id(), one, asks);
            }
        }
        for (Due due : due(repeated, AGAIN.toNanos())) {
            Wanted one = wanted.get(due.id());
            if (one != null && one.asked != null && one.askedNanos == due.since()) {
                unanswered.left(one.asked);
                askNext(due.id(), one, asks);
            }
        }
        asks.forEach(PullPlan::ask);
        arm();
    }

    /** Takes out what has waited long enough. */
    private List<Due> due(ArrayDeque<Due> queue, long patience) {
        long now = loop.clock().nanos();
        List<Due> due = new ArrayList<>();
        while (!queue.isEmpty() && queue.peek().since() + patience - now <= 0) {
            due.add(queue.poll());
        }
        return due;
    }

    private void askNext(PacketId id, Wanted one, Map<Exchange, List<PacketId>> asks) {
        Optional<Exchange> next = one.announcers.stream().min(Comparator.comparingInt(unanswered::by));
        if (next.isEmpty() || one.tries >= MAX_TRIES) {
            forget(id);
            return;
        }
        asking(id, one, next.get());
        asks.computeIfAbsent(next.get(), none -> new ArrayList<>()).add(id);
    }

    private void asking(PacketId id, Wanted one, Exchange whom) {
        one.announcers.remove(whom);
        one.announcers.add(whom);
        one.asked = whom;
        one.askedNanos = loop.clock().nanos();
        one.tries++;
        repeated.add(new Due(id, one.askedNanos));
    }

    private static void ask(Exchange exchange, List<PacketId> ids) {
        for (int from = 0; from < ids.size(); from += LiveWire.MAX_ENTRIES) {
            exchange.send(LiveWire.want(ids.subList(from, Math.min(ids.size(), from + LiveWire.MAX_ENTRIES))));
        }
    }
}
