// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.sync;

import io.pipes.base.Bytes;
import io.pipes.base.Cancellable;
import io.pipes.base.Clamp;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.history.History;
import io.pipes.pipeline.history.Missing;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.node.Exchange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What this node lacks and who has it. The packets of one author come from one peer at a time, in order; those of different authors come
 * from different peers at once. Who does not deliver for a while is asked no more, as long as others have it too.
 */
final class Fetching {
    /** Where a peer's packets begin is not known; everything is asked for. */
    static final long UNKNOWN = 0;
    /** So many questions one peer answers at once. */
    private static final int MAX_ASKED = 4;
    /** So many of them about one author. */
    private static final int MAX_AHEAD = 3;
    /** How long somebody is waited for who keeps what would be passed over, when nobody else is there or two say the same. */
    private static final Duration JUMP_PATIENCE = Duration.ofSeconds(10);
    /** As long as one of several members says so. It may lie, and what it makes this node pass over does not come again. */
    private static final Duration LONE_PATIENCE = Duration.ofMinutes(10);
    /** How long a peer may be silent before somebody else is asked. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Loop loop;
    private final IntSupplier others;
    private final Map<Key, Want> wants = new LinkedHashMap<>();
    /** How many questions each peer has not answered yet. */
    private final Map<Exchange, Integer> slots = new HashMap<>();

    private final Questions questions = new Questions();
    private final Set<Exchange> leaving = new HashSet<>();

    private @Nullable Cancellable timer;

    /** @param others how many members there are beside this node */
    Fetching(Loop loop, IntSupplier others) {
        this.loop = loop;
        this.others = others;
    }

    private record Key(Bytes tag, NodeId author) {}

    /** Packets of one author that are missing. */
    private static final class Want {
        private final History history;
        private final NodeId author;
        /** Who has them. */
        private final Map<Exchange, Source> sources = new LinkedHashMap<>();

        private @Nullable Exchange asked;
        private long heardNanos;
        /** What was missing first when it was asked for, or answered last. */
        private long first;
        /** What is asked for next, and up to where. */
        private long next;

        private long last;
        /** Questions that are not answered yet. */
        private int open;

        /** Since when nobody is there who has what the others would have this node pass over; null as long as somebody is. */
        private @Nullable Long jumpNanos;

        Want(History history, NodeId author) {
            this.history = history;
            this.author = author;
        }

        /** For how long that has been so, in nanoseconds. */
        private long jumpsSince(long now) {
            jumpNanos = jumpNanos == null ? Long.valueOf(now) : jumpNanos;
            return now - jumpNanos;
        }

        /** Nobody is asked any more, and what comes all the same passes over nothing. */
        private void giveUp() {
            asked = null;
            history.mayNotJump(author);
        }

        /** Whether taking this would pass over packets. */
        private boolean jumps(Source source) {
            return source.hasNews(history, author)
                    && missing(source).orElseThrow().first() > history.last(author) + 1;
        }

        /** How many are missing by what the one says who has the most. */
        private long missing() {
            return sources.values().stream()
                    .flatMap(source -> missing(source).stream())
                    .mapToLong(some -> some.last() - some.first() + 1)
                    .max()
                    .orElse(0);
        }

        private Optional<Missing> missing(Source source) {
            return source.missing(history, author);
        }

        /** Whether what was asked for first is still missing. */
        private boolean gaveNothing(Source source) {
            return missing(source).filter(now -> now.first() == first).isPresent();
        }

        /** What a peer is still good for that gave nothing of what it was asked for; null if for nothing. */
        private @Nullable Source without(Source source) {
            return source.hasNews(history, author)
                    ? null
                    : new Source(source.peer, source.begin, source.theirs, first + 1);
        }
    }

    /**
     * What a peer is asked for: first what is new, then what is damaged here, or came as stubs from another one.
     *
     * @param peer its id
     * @param begin the number of the first packet that it keeps
     * @param theirs up to which number it has packets
     * @param from which one it may have of those that are damaged here; it may have damage itself
     */
    private record Source(NodeId peer, long begin, long theirs, long from) {
        Source or(Source other) {
            return new Source(
                    peer,
                    other.begin == UNKNOWN ? begin : other.begin,
                    Math.max(theirs, other.theirs),
                    Math.max(from, other.from));
        }

        Optional<Missing> missing(History history, NodeId author) {
            return history.missing(author, begin, theirs).or(() -> history.wanted(author, from, theirs, peer));
        }

        boolean hasNews(History history, NodeId author) {
            return history.missing(author, begin, theirs).isPresent();
        }
    }

    /** A peer has packets of an author between two numbers. To be followed by {@link #assign}. */
    void offered(History history, NodeId author, long first, long theirs, Exchange peer) {
        Source source = new Source(peer.peer(), first, theirs, 1);
        if (source.missing(history, author).isPresent()) {
            Want want = wants.computeIfAbsent(new Key(history.routeTag(), author), none -> new Want(history, author));
            want.sources.merge(peer, source, Source::or);
        }
    }

    /** Asks whoever has room for what nobody was asked for. */
    void assign() {
        wants.entrySet().removeIf(entry -> entry.getValue().asked == null && !ask(entry.getKey(), entry.getValue()));
        watch();
    }

    /** False if nobody has anything that is missing. */
    private boolean ask(Key key, Want want) {
        want.sources.values().removeIf(source -> want.missing(source).isEmpty());
        Optional<Map.Entry<Exchange, Source>> most =
                want.sources.entrySet().stream().min(Comparator.comparingLong(source -> first(want, source)));
        if (most.isPresent() && want.jumps(most.get().getValue())) {
            jump(key, want, most.get());
        } else {
            want.jumpNanos = null;
            want.sources.entrySet().stream()
                    .filter(source -> isFree(source.getKey()) && !want.jumps(source.getValue()))
                    .findFirst()
                    .ifPresent(source -> ask(key, want, source));
        }
        return !want.sources.isEmpty();
    }

    /** Only what nobody keeps is passed over: who keeps the most is asked, and not before others could say that they keep more. */
    private void jump(Key key, Want want, Map.Entry<Exchange, Source> most) {
        boolean alone = want.sources.size() < Math.min(2, others.getAsInt());
        Duration patience = alone ? LONE_PATIENCE : JUMP_PATIENCE;
        boolean patient = want.jumpsSince(loop.clock().nanos()) < patience.toNanos();
        if (!patient && isFree(most.getKey())) {
            ask(key, want, most);
        }
    }

    private boolean isFree(Exchange peer) {
        return slots.getOrDefault(peer, 0) < MAX_ASKED;
    }

    private static long first(Want want, Map.Entry<Exchange, Source> source) {
        return want.missing(source.getValue()).orElseThrow().first();
    }

    private void ask(Key key, Want want, Map.Entry<Exchange, Source> source) {
        ask(key, want, source.getKey(), want.missing(source.getValue()).orElseThrow());
    }

    private void ask(Key key, Want want, Exchange peer, Missing missing) {
        want.asked = peer;
        want.first = missing.first();
        want.next = missing.first();
        want.last = missing.last();
        want.open = 0;
        want.heardNanos = loop.clock().nanos();
        want.history.mayJump(key.author(), missing.first());
        askMore(key, want, peer);
    }

    /** The next questions go out before the answers to those before have come, so that the way there and back costs once. */
    private void askMore(Key key, Want want, Exchange peer) {
        while (want.open < MAX_AHEAD && want.next <= want.last && slots.getOrDefault(peer, 0) < MAX_ASKED) {
            long last = Math.min(want.last, want.next + SyncMessage.MAX_RUN - 1);
            Missing range = new Missing(want.next, last);
            questions.ask(peer, new Questions.Question(key.tag(), key.author(), range, false));
            want.next = last + 1;
            want.open++;
            slots.merge(peer, 1, Integer::sum);
        }
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
        Key key = new Key(tag, author);
        Want want = wants.get(key);
        if (want != null && want.asked == peer) {
            want.open--;
            goOn(key, want, peer);
        }
        assign();
    }

    private void goOn(Key key, Want want, Exchange peer) {
        if (leaving.contains(peer)) {
            return;
        }
        Source source = want.sources.get(peer);
        Optional<Missing> missing = source == null ? Optional.empty() : want.missing(source);
        if (source == null || want.gaveNothing(source)) {
            want.sources.computeIfPresent(peer, (same, known) -> want.without(known));
            want.giveUp();
        } else if (missing.isEmpty() || want.open <= 0 && want.next > want.last) {
            want.giveUp();
        } else {
            want.first = missing.get().first();
            askMore(key, want, peer);
        }
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
        questions.forget(peer);
        slots.remove(peer);
        wants.values().stream().filter(want -> want.asked == peer).forEach(Want::giveUp);
        assign();
    }

    /**
     * A peer is not there any more. What it has brought is still being checked and taken: until that is done nobody else is asked for it.
     * To be followed by {@link #closed}.
     */
    void leaving(Exchange peer) {
        leaving.add(peer);
        wants.values().forEach(want -> want.sources.remove(peer));
    }

    /** All that a peer has brought is taken, and no more comes. */
    void closed(Exchange peer) {
        leaving.remove(peer);
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
                Source last = want.sources.remove(silent);
                if (last != null) {
                    want.sources.put(silent, last);
                }
                want.giveUp();
            }
        }
    }

    /** Whether something of a history is being fetched. Who was asked and is silent does not count, nor what nobody can be asked for. */
    boolean isBusy(History history) {
        long oldest = loop.clock().nanos() - PATIENCE.toNanos();
        return wants.values().stream()
                .anyMatch(want -> want.history == history && want.asked != null && want.heardNanos - oldest >= 0);
    }

    /** What was asked of whom, of all that goes through here. */
    Questions questions() {
        return questions;
    }

    /**
     * What a peer says to have of an author behind what is here.
     *
     * @param missing up to its last packet
     */
    record Offer(NodeId author, Exchange peer, Missing missing) {
        long packets() {
            return missing.last() - missing.first() + 1;
        }
    }

    /** Who says to have what of a history that is not here. */
    List<Offer> offers(History history) {
        List<Offer> offers = new ArrayList<>();
        for (Want want : wants.values()) {
            if (want.history == history) {
                want.sources.forEach((peer, source) -> history.missing(want.author, source.begin(), source.theirs())
                        .ifPresent(missing -> offers.add(new Offer(want.author, peer, missing))));
            }
        }
        return offers;
    }

    /** How many packets of a history are missing here, as far as it is known who has them. */
    long missing(History history) {
        return wants.values().stream()
                .filter(want -> want.history == history)
                .mapToLong(Want::missing)
                .reduce(0, Clamp::add);
    }

    void stop() {
        if (timer != null) {
            timer.cancel();
        }
        wants.clear();
    }
}
