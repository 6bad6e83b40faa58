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
 * What this node lacks and who has it. Of different authors, and of one author's long chain, different peers give parts at once; what
 * comes before its turn waits ({@link EarlyRuns}). Who does not deliver for a while is asked no more, as long as others have it too.
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
    /** How long it may be silent when everything waits for it and somebody else has nothing to do. */
    private static final Duration PATIENCE_IN_FRONT = Duration.ofSeconds(4);
    /** How long one answer may take when everything waits for it and somebody else has nothing to do, however steadily it comes. */
    private static final Duration PATIENCE_FOR_ALL = Duration.ofSeconds(30);
    /** What one of several peers is asked for at once, if packets are as long as those before. */
    private static final long PART_BYTES = 256 << 10;
    /** What the only one is asked for at once. Soon it may not be the only one any more. */
    private static final long WHOLE_BYTES = 512 << 10;
    /** So many packets, as long as it is not known how long they are. */
    private static final int MIN_PART = 16;
    /** So many such parts from the end of a chain on are asked for. */
    private static final int MAX_PARTS = 8;

    private final Loop loop;
    private final IntSupplier others;
    private final Map<Key, Want> wants = new LinkedHashMap<>();
    /** How many questions each peer has not answered yet. */
    private final Map<Exchange, Integer> slots = new HashMap<>();

    private final Questions questions = new Questions();
    private final EarlyRuns early = new EarlyRuns();
    private final Set<Exchange> leaving = new HashSet<>();

    private @Nullable Cancellable timer;

    /** @param others how many members there are beside this node */
    Fetching(Loop loop, IntSupplier others) {
        this.loop = loop;
        this.others = others;
    }

    private record Key(Bytes tag, NodeId author) {}

    /** What one peer is asked for and has not given whole. */
    private static final class Ask {
        private final Exchange peer;
        private final Questions.Question question;
        private final Missing range;
        private final long askedNanos;
        private long heardNanos;
        private boolean brought;

        private Ask(Exchange peer, Questions.Question question, long now) {
            this.peer = peer;
            this.question = question;
            range = question.range();
            askedNanos = now;
            heardNanos = now;
        }
    }

    /** Packets of one author that are missing. */
    private static final class Want {
        private final History history;
        private final NodeId author;
        /** Who has them. */
        private final Map<Exchange, Source> sources = new LinkedHashMap<>();

        /** What is asked for, in this order. */
        private final List<Ask> asks = new ArrayList<>();
        /** Whether it passes over packets or mends: nothing else is asked for meanwhile. */
        private boolean alone;
        /** Who was silent; they are asked when nobody else is there. */
        private final Set<Exchange> silent = new HashSet<>();

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

        /** Something is not asked for any more; what comes all the same passes over nothing. */
        private void end(Ask ask) {
            asks.remove(ask);
            if (alone) {
                alone = false;
                history.mayNotJump(author);
            }
        }

        private Optional<Ask> find(Questions.Question question) {
            return asks.stream().filter(ask -> ask.question == question).findFirst();
        }

        private long asked(Exchange peer) {
            return asks.stream().filter(ask -> ask.peer == peer).count();
        }

        private boolean hasNews(Source source) {
            return source.hasNews(history, author);
        }

        private boolean isDamaged(Source source) {
            return history.damaged(author, source.from, source.theirs).isPresent();
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

        /** What a peer is still good for that did not give what it was asked for, or not all; null if for nothing. */
        private @Nullable Source without(Source source, Ask ask) {
            return hasNews(source) ? null : source.behind(ask);
        }
    }

    /**
     * What a peer is asked for: first what is new, then what is damaged here, or came as stubs from another one.
     *
     * @param peer its id
     * @param begin the number of the first packet that it keeps
     * @param theirs up to which number it has packets
     * @param from which one it may have of those that are damaged here, or came as stubs; it may have damage itself, or have nothing to say
     * @param step so many more it is not asked about when it has nothing to say again: it may have a million of which that is so
     */
    private record Source(NodeId peer, long begin, long theirs, long from, long step) {
        Source or(Source other) {
            return new Source(
                    peer,
                    other.begin == UNKNOWN ? begin : other.begin,
                    Math.max(theirs, other.theirs),
                    Math.max(from, other.from),
                    Math.max(step, other.step));
        }

        /** What is damaged here are a few packets; each may be there. */
        Source behind(Ask ask) {
            if (ask.question.kind() != Questions.Kind.OPINION) {
                return new Source(peer, begin, theirs, ask.range.first() + 1, step);
            }
            long next = ask.range.last() + 1;
            return ask.brought
                    ? new Source(peer, begin, theirs, next, 0)
                    : new Source(peer, begin, theirs, Clamp.add(next, step), Math.max(SyncMessage.MAX_RUN, 2 * step));
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
        Source source = new Source(peer.peer(), first, theirs, 1, 0);
        if (source.missing(history, author).isPresent()) {
            Want want = wants.computeIfAbsent(new Key(history.routeTag(), author), none -> new Want(history, author));
            want.sources.merge(peer, source, Source::or);
        }
    }

    /** Asks whoever has room for what nobody was asked for. */
    void assign() {
        wants.entrySet().removeIf(entry -> !ask(entry.getKey(), entry.getValue()));
        watch();
    }

    /** False if nobody has anything that is missing. */
    private boolean ask(Key key, Want want) {
        want.sources.values().removeIf(source -> want.missing(source).isEmpty());
        if (want.alone) {
            return true;
        }
        Optional<Map.Entry<Exchange, Source>> most =
                want.sources.entrySet().stream().min(Comparator.comparingLong(source -> first(want, source)));
        if (most.isPresent() && want.jumps(most.get().getValue())) {
            if (want.asks.isEmpty()) {
                jump(key, want, most.get());
            }
        } else {
            want.jumpNanos = null;
            while (askNews(key, want)) {
                // As much as they may give at once.
            }
            if (want.asks.isEmpty()) {
                askDamaged(key, want);
            }
        }
        boolean over = want.sources.isEmpty() && want.asks.isEmpty();
        if (over) {
            early.forget(key.tag(), key.author());
        }
        return !over;
    }

    /** Asks somebody for the first part of what is new that nobody was asked for; false if nobody can be asked now. */
    private boolean askNews(Key key, Want want) {
        long end = want.history.last(want.author);
        long from = afterAsked(key, want, end + 1);
        Map<Exchange, Source> able = new LinkedHashMap<>();
        want.sources.forEach((peer, source) -> {
            if (want.hasNews(source) && want.missing(source).orElseThrow().first() <= Math.max(from, end + 1)) {
                able.put(peer, source);
            }
        });
        if (able.keySet().stream().anyMatch(peer -> !want.silent.contains(peer))) {
            able.keySet().removeAll(want.silent);
        }
        long most = part(want, able.size() > 1 ? PART_BYTES : WHOLE_BYTES);
        boolean far = able.size() > 1 && from - end > most * MAX_PARTS;
        // How long an author's packets are is known when the first ones are here.
        boolean blind = want.history.meanBytes(want.author) == 0;
        if (!want.asks.isEmpty() && (far || blind)) {
            return false;
        }
        Optional<Map.Entry<Exchange, Source>> next = able.entrySet().stream()
                .filter(source -> isFree(source.getKey())
                        && want.asked(source.getKey()) < MAX_AHEAD
                        && want.missing(source.getValue()).orElseThrow().last() >= from)
                .min(Comparator.comparingLong(source -> want.asked(source.getKey())));
        next.ifPresent(source -> {
            long theirs = want.missing(source.getValue()).orElseThrow().last();
            long to = Math.min(Math.min(theirs, from + most - 1), beforeAsked(key, want, from));
            ask(key, want, source.getKey(), new Missing(from, to), Questions.Kind.PART);
        });
        return next.isPresent();
    }

    /** How many packets a peer is asked for at once. */
    private static long part(Want want, long bytes) {
        long mean = want.history.meanBytes(want.author);
        return mean == 0 ? MIN_PART : Clamp.between(bytes / mean, 1, SyncMessage.MAX_RUN);
    }

    /** The first number from one on that is neither asked for nor waits for its turn. */
    private long afterAsked(Key key, Want want, long from) {
        long next = from;
        for (long before = -1; before != next; ) {
            before = next;
            for (Ask ask : want.asks) {
                next = ask.range.first() <= next && next <= ask.range.last() ? ask.range.last() + 1 : next;
            }
            next = early.after(key.tag(), key.author(), next);
        }
        return next;
    }

    /** The last number from one on, neither of which is asked for or waits for its turn. */
    private long beforeAsked(Key key, Want want, long from) {
        long begin = early.begin(key.tag(), key.author(), from);
        for (Ask ask : want.asks) {
            begin = ask.range.first() > from ? Math.min(begin, ask.range.first()) : begin;
        }
        return begin - 1;
    }

    private void askDamaged(Key key, Want want) {
        want.sources.entrySet().stream()
                .filter(source -> isFree(source.getKey()) && !want.hasNews(source.getValue()))
                .findFirst()
                .ifPresent(source -> askAlone(key, want, source));
    }

    private void askAlone(Key key, Want want, Map.Entry<Exchange, Source> source) {
        Missing missing = want.missing(source.getValue()).orElseThrow();
        boolean opinion = !want.hasNews(source.getValue()) && !want.isDamaged(source.getValue());
        want.alone = true;
        want.history.mayJump(key.author(), missing.first());
        long last = Math.min(missing.last(), missing.first() + SyncMessage.MAX_RUN - 1);
        Questions.Kind kind = opinion ? Questions.Kind.OPINION : Questions.Kind.ALONE;
        ask(key, want, source.getKey(), new Missing(missing.first(), last), kind);
    }

    /** Only what nobody keeps is passed over: who keeps the most is asked, and not before others could say that they keep more. */
    private void jump(Key key, Want want, Map.Entry<Exchange, Source> most) {
        boolean alone = want.sources.size() < Math.min(2, others.getAsInt());
        Duration patience = alone ? LONE_PATIENCE : JUMP_PATIENCE;
        boolean patient = want.jumpsSince(loop.clock().nanos()) < patience.toNanos();
        if (!patient && isFree(most.getKey())) {
            askAlone(key, want, most);
        }
    }

    private boolean isFree(Exchange peer) {
        return slots.getOrDefault(peer, 0) < MAX_ASKED;
    }

    private static long first(Want want, Map.Entry<Exchange, Source> source) {
        return want.missing(source.getValue()).orElseThrow().first();
    }

    private void ask(Key key, Want want, Exchange peer, Missing range, Questions.Kind kind) {
        slots.merge(peer, 1, Integer::sum);
        Questions.Question question = questions.ask(peer, key.tag(), key.author(), range, kind);
        want.asks.add(new Ask(peer, question, loop.clock().nanos()));
    }

    /**
     * A peer has brought something that it was asked for. It answers one question after the other: those that were asked later must not seem
     * to be forgotten. Those that were asked before it has passed over.
     */
    void brought(Exchange peer, Questions.Question answered) {
        long now = loop.clock().nanos();
        for (Want want : wants.values()) {
            for (Ask ask : want.asks) {
                boolean waits = ask.peer == peer && ask.question.number() >= answered.number();
                ask.heardNanos = waits ? now : ask.heardNanos;
                ask.brought |= ask.question == answered;
            }
        }
    }

    /** What came before its turn and waits for it. */
    EarlyRuns early() {
        return early;
    }

    /** What a peer was asked for has been taken; if nothing came of it, it does not have what it said. */
    void answered(Exchange peer, Questions.Question question) {
        slots.computeIfPresent(peer, (same, count) -> count == 1 ? null : count - 1);
        Key key = new Key(question.tag(), question.author());
        Want want = wants.get(key);
        Optional<Ask> ask = want == null ? Optional.empty() : want.find(question);
        if (want != null && ask.isPresent()) {
            goOn(key, want, ask.get());
        }
        assign();
    }

    private void goOn(Key key, Want want, Ask ask) {
        if (leaving.contains(ask.peer)) {
            return;
        }
        long first = ask.range.first();
        boolean alone = want.alone;
        want.end(ask);
        Source source = want.sources.get(ask.peer);
        boolean still = alone
                ? source != null
                        && want.missing(source)
                                .filter(now -> now.first() == first)
                                .isPresent()
                : want.history.last(want.author) < first && !early.has(key.tag(), key.author(), first);
        if (still && !early.hadNoRoom(key.tag(), key.author())) {
            want.sources.computeIfPresent(ask.peer, (same, known) -> want.without(known, ask));
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
        for (Want want : wants.values()) {
            want.silent.remove(peer);
            List.copyOf(want.asks).stream().filter(ask -> ask.peer == peer).forEach(want::end);
        }
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
            timer = loop.schedule(PATIENCE.dividedBy(5), () -> {
                timer = null;
                askOthers();
                assign();
            });
        }
    }

    /** Who is silent stays a source, the last one; what it was asked for still counts among its questions. */
    private void askOthers() {
        long now = loop.clock().nanos();
        for (Want want : wants.values()) {
            long end = want.history.last(want.author);
            boolean idle = want.sources.keySet().stream()
                    .anyMatch(peer -> want.asked(peer) == 0 && !want.silent.contains(peer));
            for (Ask ask : List.copyOf(want.asks)) {
                boolean waitedFor = idle && ask.range.first() <= end + 1;
                Duration patience = waitedFor ? PATIENCE_IN_FRONT : PATIENCE;
                boolean slow = waitedFor && now - ask.askedNanos > PATIENCE_FOR_ALL.toNanos();
                boolean others = want.sources.keySet().stream().anyMatch(peer -> peer != ask.peer);
                if (others && (slow || now - ask.heardNanos > patience.toNanos())) {
                    passOver(want, ask.peer);
                }
            }
        }
    }

    private static void passOver(Want want, Exchange silent) {
        want.silent.add(silent);
        Source last = want.sources.remove(silent);
        if (last != null) {
            want.sources.put(silent, last);
        }
        List.copyOf(want.asks).stream().filter(ask -> ask.peer == silent).forEach(want::end);
    }

    /** Whether something of a history is being fetched. Who was asked and is silent does not count, nor what nobody can be asked for. */
    boolean isBusy(History history) {
        long oldest = loop.clock().nanos() - PATIENCE.toNanos();
        return wants.values().stream()
                .filter(want -> want.history == history)
                .flatMap(want -> want.asks.stream())
                .anyMatch(ask -> ask.heardNanos - oldest >= 0);
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
        early.clear();
        if (timer != null) {
            timer.cancel();
        }
        wants.clear();
    }
}
