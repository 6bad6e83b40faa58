// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.sync;

import io.pipes.base.Bytes;
import io.pipes.base.Clamp;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.history.History;
import io.pipes.pipeline.history.Missing;
import io.pipes.pipeline.packet.Packet;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.node.Exchange;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Fetches the ends of histories that are still far behind, for whoever wants to see the newest now. Who says to have the most of an author
 * is asked first, and others if it is silent or does not have it. What comes is only shown.
 */
final class Previews {
    /** Where not more packets of a history are missing they are here soon anyway. */
    static final long FAR = 64;
    /** So many authors are asked for at once; of those of whom the most is missing. */
    private static final int MAX_AUTHORS = 64;
    /** So many questions of this kind one peer is asked at once. */
    private static final int MAX_ASKED = 16;
    /** What all histories of a node may show this way, in bytes. */
    private static final long MAX_BYTES = 8 << 20;
    /** What of one answer is held while it comes; the newest of it. */
    private static final long MAX_ANSWER_BYTES = 1 << 20;
    /** How long somebody who wants to see the newest waits at most. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** How long a peer may be silent before another one is asked, and it may take until peers have said what they have. */
    private static final Duration SILENCE = Duration.ofMillis(1_500);

    private static final Duration LOOK = Duration.ofMillis(250);

    private final Loop loop;
    private final Supplier<Collection<History>> histories;
    private final Fetching fetching;
    private final Predicate<History> behind;
    private final Map<Bytes, Look> looks = new HashMap<>();
    /** Who was silent when it was asked last; asked last, and not waited for when it has no room for a question. */
    private final Set<Exchange> silent = new HashSet<>();

    /** @param behind whether peers have more of a history than is here */
    Previews(Loop loop, Supplier<Collection<History>> histories, Fetching fetching, Predicate<History> behind) {
        this.loop = loop;
        this.histories = histories;
        this.fetching = fetching;
        this.behind = behind;
    }

    /** Completes when the ends are here as far as they can be had now; never fails. */
    CompletionStage<Void> look(History history, int count) {
        Look underWay = looks.get(history.routeTag());
        if (underWay != null) {
            return underWay.done;
        }
        Look look = new Look(history, count);
        looks.put(history.routeTag(), look);
        look.go();
        return look.done;
    }

    /** A peer has given packets it was asked for here; each the successor of the one before, signed and good. */
    void heard(Exchange peer, Questions.Question question, List<Packet> packets, boolean last) {
        silent.remove(peer);
        Look look = looks.get(question.tag());
        if (look != null) {
            look.heard(peer, question, packets, last);
        }
    }

    /** A peer has answered something, if not what is waited for here: it answers one question after the other. */
    void brought(Exchange peer, Questions.Question answered) {
        long now = loop.clock().nanos();
        looks.values().forEach(look -> look.ends.values().forEach(end -> end.heard(peer, answered, now)));
    }

    void closed(Exchange peer) {
        silent.remove(peer);
        looks.values().forEach(look -> look.ends.values().forEach(end -> end.without(peer)));
    }

    void stop() {
        List.copyOf(looks.values()).forEach(Look::end);
    }

    private long room() {
        long held = 0;
        for (History history : histories.get()) {
            history.preview().trim(history);
            held += history.preview().bytes();
        }
        return MAX_BYTES - held;
    }

    /** One author's end on its way. */
    private static final class End {
        private final ArrayDeque<Fetching.Offer> offers;
        private final ArrayDeque<Packet> came = new ArrayDeque<>();
        private long bytes;
        private Questions.@Nullable Question asked;
        private long askedNanos;

        private End(List<Fetching.Offer> offers) {
            this.offers = new ArrayDeque<>(offers);
        }

        /** Whether packets follow those that came before of the same answer; each message was checked by itself. */
        private boolean continuesWith(List<Packet> packets) {
            Packet before = came.peekLast();
            try {
                if (before != null && !packets.isEmpty()) {
                    RunCheck.checkFollows(before, packets.get(0));
                }
                return true;
            } catch (MalformedException other) {
                return false;
            }
        }

        private void add(List<Packet> packets) {
            for (Packet packet : packets) {
                came.add(packet);
                bytes += packet.encoded().size();
            }
            while (bytes > MAX_ANSWER_BYTES && came.size() > 1) {
                bytes -= came.remove().encoded().size();
            }
        }

        private void heard(Exchange peer, Questions.Question answered, long now) {
            Fetching.Offer offer = offers.peek();
            boolean waits =
                    offer != null && offer.peer() == peer && asked != null && asked.number() >= answered.number();
            askedNanos = waits ? now : askedNanos;
        }

        /** Others are asked when the look goes on. */
        private void without(Exchange peer) {
            Fetching.Offer offer = offers.peek();
            if (offer != null && offer.peer() == peer) {
                forgetAnswer();
            }
            offers.removeIf(other -> other.peer() == peer);
        }

        private void forgetAnswer() {
            came.clear();
            bytes = 0;
            asked = null;
        }
    }

    /** What one or several who want to see the newest of a history wait for. */
    private final class Look {
        private final History history;
        private final int count;
        private final long beginNanos = loop.clock().nanos();
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private final Map<NodeId, End> ends = new LinkedHashMap<>();
        private boolean begun;

        private Look(History history, int count) {
            this.history = history;
            this.count = count;
        }

        /** Begins once peers have said what they have, and asks others than those that are silent. */
        private void go() {
            long now = loop.clock().nanos();
            if (!begun) {
                begin(now);
            }
            for (End end : List.copyOf(ends.values())) {
                Fetching.Offer offer = end.offers.peek();
                if (offer != null && end.asked != null && now - end.askedNanos >= SILENCE.toNanos()) {
                    silent.add(offer.peer());
                    other(end);
                }
                while (isDeaf(end)) {
                    other(end);
                }
                ask(end);
            }
            boolean over = now - beginNanos >= PATIENCE.toNanos();
            if (over || begun && ends.isEmpty()) {
                end();
            } else {
                loop.schedule(LOOK, () -> {
                    if (!done.isDone()) {
                        go();
                    }
                });
            }
        }

        /** Whether the next one to ask has no room for another question, and answers none. */
        private boolean isDeaf(End end) {
            Fetching.Offer offer = end.offers.peek();
            return offer != null && end.asked == null && silent.contains(offer.peer()) && !hasRoom(offer.peer());
        }

        private void begin(long now) {
            Map<NodeId, List<Fetching.Offer>> offers = new LinkedHashMap<>();
            fetching.offers(history).stream()
                    .sorted(Comparator.<Fetching.Offer, Boolean>comparing(offer -> silent.contains(offer.peer()))
                            .thenComparing(Comparator.comparingLong(Fetching.Offer::packets)
                                    .reversed()))
                    .forEach(offer -> offers.computeIfAbsent(offer.author(), none -> new ArrayList<>())
                            .add(offer));
            boolean mayCome = behind.test(history) && now - beginNanos < SILENCE.toNanos();
            if (offers.values().stream()
                            .mapToLong(some -> some.get(0).packets())
                            .reduce(0, Clamp::add)
                    <= FAR) {
                offers.clear();
            }
            if (!offers.isEmpty() || fetching.isBusy(history) || !mayCome) {
                begun = true;
                offers.entrySet().stream()
                        .sorted(Comparator.comparing(
                                offer -> -offer.getValue().get(0).packets()))
                        .limit(MAX_AUTHORS)
                        .forEach(offer -> ends.put(offer.getKey(), new End(offer.getValue())));
            }
        }

        /** Asks for what is wanted next of an author, if the peer has room. */
        private void ask(End end) {
            Fetching.Offer offer = end.offers.peek();
            if (offer == null) {
                ends.values().remove(end);
                return;
            }
            if (end.asked != null || !hasRoom(offer.peer())) {
                return;
            }
            Optional<Missing> next = history.missing(
                            offer.author(),
                            offer.missing().first(),
                            offer.missing().last())
                    .flatMap(missing ->
                            history.preview().next(offer.author(), missing, count, history.meanBytes(offer.author())));
            if (next.isEmpty() || room() <= 0) {
                ends.values().remove(end);
            } else {
                end.askedNanos = loop.clock().nanos();
                end.asked = fetching.questions()
                        .ask(offer.peer(), history.routeTag(), offer.author(), next.get(), Questions.Kind.PREVIEW);
            }
        }

        private boolean hasRoom(Exchange peer) {
            return fetching.questions().previews(peer) < MAX_ASKED;
        }

        private void other(End end) {
            end.forgetAnswer();
            end.offers.poll();
        }

        private void heard(Exchange peer, Questions.Question question, List<Packet> packets, boolean last) {
            End end = ends.get(question.author());
            Fetching.Offer offer = end == null ? null : end.offers.peek();
            if (end == null || offer == null || offer.peer() != peer || !question.equals(end.asked)) {
                // Another one was asked meanwhile.
                return;
            }
            if (!end.continuesWith(packets)) {
                other(end);
                ask(end);
                return;
            }
            end.add(packets);
            if (last) {
                List<Packet> came = List.copyOf(end.came);
                boolean whole = !came.isEmpty()
                        && came.get(came.size() - 1).header().seq()
                                == question.range().last()
                        && came.get(0).header().seq() >= question.range().first();
                end.forgetAnswer();
                if (!whole || !history.preview().take(came, room())) {
                    other(end);
                }
                ask(end);
                if (ends.isEmpty()) {
                    end();
                }
            }
        }

        private void end() {
            looks.remove(history.routeTag(), this);
            done.complete(null);
        }
    }
}
