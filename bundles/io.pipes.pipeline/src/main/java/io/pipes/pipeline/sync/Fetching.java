// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.sync;

import io.pipes.base.Bytes;
import io.pipes.base.Cancellable;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.history.History;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.node.Exchange;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What this node lacks and who has it. The packets of one author come from one peer at a time, in order; those of different authors come
 * from different peers at once. Who does not deliver for a while is asked no more, as long as others have it too.
 */
final class Fetching {
    /** So many questions one peer answers at once. */
    private static final int MAX_ASKED = 4;
    /** How long a peer may be silent before somebody else is asked. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Loop loop;
    private final Map<Key, Want> wants = new LinkedHashMap<>();
    /** How many questions each peer has not answered yet. */
    private final Map<Exchange, Integer> slots = new HashMap<>();

    private @Nullable Cancellable timer;

    Fetching(Loop loop) {
        this.loop = loop;
    }

    private record Key(Bytes tag, NodeId author) {}

    /** Packets of one author that are missing. */
    private static final class Want {
        private final History history;
        /** Who has them, up to which number. */
        private final Map<Exchange, Long> sources = new LinkedHashMap<>();

        private @Nullable Exchange asked;
        private long heardNanos;
        /** Up to where there was something when it was asked for. */
        private long before;

        Want(History history) {
            this.history = history;
        }
    }

    /** A peer has packets of an author up to a number. To be followed by {@link #assign}. */
    void offered(History history, NodeId author, long theirs, Exchange peer) {
        long last = history.wanted(author, theirs);
        if (last > history.last(author)) {
            Want want = wants.computeIfAbsent(new Key(history.routeTag(), author), none -> new Want(history));
            want.sources.merge(peer, last, Math::max);
        }
    }

    /** Asks whoever has room for what nobody was asked for. */
    void assign() {
        wants.entrySet().removeIf(entry -> entry.getValue().asked == null && !ask(entry.getKey(), entry.getValue()));
        watch();
    }

    /** False if nobody has anything that is missing. */
    private boolean ask(Key key, Want want) {
        long last = want.history.last(key.author());
        want.sources.values().removeIf(theirs -> theirs <= last);
        for (Map.Entry<Exchange, Long> source : want.sources.entrySet()) {
            if (slots.getOrDefault(source.getKey(), 0) < MAX_ASKED) {
                ask(key, want, source.getKey(), last, source.getValue());
                return true;
            }
        }
        return !want.sources.isEmpty();
    }

    private void ask(Key key, Want want, Exchange peer, long last, long theirs) {
        want.asked = peer;
        want.before = last;
        want.heardNanos = loop.clock().nanos();
        slots.merge(peer, 1, Integer::sum);
        int count = (int) Math.min(SyncMessage.MAX_RUN, theirs - last);
        peer.send(new SyncMessage.AskRun(key.tag(), key.author(), last + 1, count).encode());
    }

    /** A peer has brought something. It answers one question after the other: those that come later must not seem to be forgotten. */
    void brought(Exchange peer) {
        long now = loop.clock().nanos();
        for (Want want : wants.values()) {
            if (want.asked == peer) {
                want.heardNanos = now;
            }
        }
    }

    /** What a peer was asked for has been taken; if nothing came of it, it does not have what it said. */
    void answered(Bytes tag, NodeId author, Exchange peer) {
        slots.computeIfPresent(peer, (same, count) -> count == 1 ? null : count - 1);
        Want want = wants.get(new Key(tag, author));
        if (want != null && want.asked == peer) {
            want.asked = null;
            if (want.history.last(author) <= want.before) {
                want.sources.remove(peer);
            }
        }
        assign();
    }

    /** The packets of this author at this peer are not those that are here. */
    void differs(Bytes tag, NodeId author, Exchange peer) {
        Want want = wants.get(new Key(tag, author));
        if (want != null) {
            want.sources.remove(peer);
        }
    }

    /** What a peer was asked for it has forgotten. */
    void forgotten(Exchange peer) {
        slots.remove(peer);
        wants.values().stream().filter(want -> want.asked == peer).forEach(want -> want.asked = null);
        assign();
    }

    void closed(Exchange peer) {
        wants.values().forEach(want -> want.sources.remove(peer));
        forgotten(peer);
    }

    private void watch() {
        if (timer == null && !wants.isEmpty()) {
            timer = loop.schedule(PATIENCE.dividedBy(2), () -> {
                timer = null;
                askOthers();
                assign();
            });
        }
    }

    /** Who is silent stays a source, the last one; what it was asked for still counts among its questions. */
    private void askOthers() {
        long oldest = loop.clock().nanos() - PATIENCE.toNanos();
        for (Want want : wants.values()) {
            Exchange silent = want.asked;
            if (silent != null && want.heardNanos - oldest < 0 && want.sources.size() > 1) {
                Long theirs = want.sources.remove(silent);
                if (theirs != null) {
                    want.sources.put(silent, theirs);
                }
                want.asked = null;
            }
        }
    }

    /** Whether nothing is missing of a history, as far as is known. */
    boolean hasAll(History history) {
        return wants.values().stream().noneMatch(want -> want.history == history);
    }

    void stop() {
        if (timer != null) {
            timer.cancel();
        }
        wants.clear();
    }
}
