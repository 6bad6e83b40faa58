// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.held;

import io.pipes.base.Bytes;
import io.pipes.base.Clock;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.NodeContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Gets the letters for this node from whoever has them, each once, and hands them over in the order of their numbers. One that is missing
 * before another is waited for as long as somebody offers it, and {@link #GAP_PATIENCE} if nobody does.
 */
final class LetterIntake {
    static final Duration GAP_PATIENCE = Duration.ofSeconds(10);

    /** Who has given nothing for so long is not waited for; a letter of 1 MiB needs 9 kB/s for that. */
    static final Duration ANSWER_PATIENCE = Duration.ofMinutes(2);

    /** So many letters of one sender are on their way or here and not delivered. */
    private static final int MAX_OPEN = 4;

    /** So many of all senders are on their way or here and not handed over. */
    private static final int MAX_OPEN_OF_ALL = 16;

    private static final int MAX_CLOSED = 4_096;

    /** Of one sender. Two letters under one number are a lie; the first one that is true is taken. */
    private static final Comparator<HeldMessage.Name> ORDER =
            Comparator.comparingLong(HeldMessage.Name::number).thenComparing(HeldMessage.Name::id);

    private final NodeContext node;
    private final Clock clock;
    private final Correspondence reader;
    private final Consumer<Offer> delivered;
    private final Consumer<Offer> leftClosed;
    private final Map<NodeId, TreeMap<HeldMessage.Name, Offer>> offers = new TreeMap<>();

    /** Letters whose boxes do not open. */
    private final Set<Bytes> closed = new LinkedHashSet<>();

    /** Of whom a letter was asked for last. */
    private @Nullable NodeId last;

    private int open;
    private boolean stopped;

    /**
     * @param delivered hears of a letter that was delivered, once that is durable
     * @param leftClosed hears of one whose box does not open
     */
    LetterIntake(NodeContext node, Correspondence reader, Consumer<Offer> delivered, Consumer<Offer> leftClosed) {
        this.node = node;
        clock = node.clock();
        this.reader = reader;
        this.delivered = delivered;
        this.leftClosed = leftClosed;
    }

    /** Somebody has letters for this node that were not taken yet; what one says beyond what it may announce is not heard. */
    void offered(HeldPeer peer, List<HeldMessage.Name> names) {
        long room = HeldPeer.MAX_ANNOUNCED - offeredBy(peer);
        for (HeldMessage.Name name : names) {
            if (room > 0 && offer(name).holders().add(peer)) {
                room--;
            }
        }
        pump();
    }

    private Offer offer(HeldMessage.Name name) {
        return offers.computeIfAbsent(name.sender(), none -> new TreeMap<>(ORDER))
                .computeIfAbsent(name, Offer::new);
    }

    private long offeredBy(HeldPeer peer) {
        return offers.values().stream()
                .flatMap(ofSender -> ofSender.values().stream())
                .filter(offer -> offer.holders().contains(peer))
                .count();
    }

    /** Goes on with all senders. */
    void pump() {
        askedAndOverdue().forEach(this::giveUp);
        inTurn().forEach(this::pump);
    }

    /** Whoever follows the one that got a place last comes first. */
    private List<NodeId> inTurn() {
        List<NodeId> turn = new ArrayList<>(offers.keySet());
        Collections.rotate(turn, -(int) turn.stream()
                .filter(sender -> last != null && sender.compareTo(last) <= 0)
                .count());
        return turn;
    }

    private Set<HeldPeer> askedAndOverdue() {
        return offers.values().stream()
                .flatMap(ofSender -> ofSender.values().stream())
                .flatMap(offer -> offer.holders().stream())
                .filter(peer -> peer.isOverdue(ANSWER_PATIENCE))
                .collect(Collectors.toSet());
    }

    /** Of all that this one has offered nothing is waited for. */
    private void giveUp(HeldPeer silent) {
        silent.beSilent();
        for (TreeMap<HeldMessage.Name, Offer> ofSender : offers.values()) {
            for (Offer offer : ofSender.values()) {
                if (offer.isAskedOf(silent)) {
                    offer.giveUp(silent);
                    open--;
                }
            }
        }
    }

    private void pump(NodeId sender) {
        TreeMap<HeldMessage.Name, Offer> ofSender = offers.get(sender);
        if (ofSender == null || stopped) {
            return;
        }
        long now = clock.nanos();
        for (Offer offer : List.copyOf(ofSender.values())) {
            if (offer.isIdle() && offer.holders().isEmpty()) {
                ofSender.remove(offer.name());
            }
        }
        if (reader.hasRoom(sender)) {
            handOver(ofSender, now);
        } else {
            putBack(ofSender);
        }
        if (node.membership().member(sender).isPresent()) {
            ask(ofSender);
        }
        if (ofSender.isEmpty()) {
            offers.remove(sender);
        }
    }

    private void handOver(TreeMap<HeldMessage.Name, Offer> ofSender, long now) {
        @Nullable Offer before = null;
        for (Offer next : ofSender.values().stream().filter(Offer::isOffered).toList()) {
            if (!next.isHandedOver()) {
                if (next.content() == null || !isNext(next, before, now)) {
                    return;
                }
                Bytes content = next.handOver();
                open--;
                reader.take(next.sender(), next.number(), content, () -> taken(next));
            }
            before = next;
        }
    }

    /** Nobody takes them for now: they are fetched again when somebody does, and keep out nothing of others meanwhile. */
    private void putBack(TreeMap<HeldMessage.Name, Offer> ofSender) {
        for (Offer offer : ofSender.values()) {
            if (offer.content() != null) {
                offer.putBack();
                open--;
            }
        }
    }

    /** Once a gap was waited for, what follows behind it waits for nothing: only the number before counts. */
    private boolean isNext(Offer offer, @Nullable Offer before, long now) {
        return offer.number() == 1
                || reader.tookLetter(offer.sender(), offer.number() - 1)
                || before != null && before.number() + 1 == offer.number()
                || now - offer.arrivedAt() >= GAP_PATIENCE.toNanos();
    }

    private void ask(TreeMap<HeldMessage.Name, Offer> ofSender) {
        int most = ofSender.isEmpty() || reader.hasRoom(ofSender.firstKey().sender()) ? MAX_OPEN : 1;
        if (openOf(ofSender) >= most || open >= MAX_OPEN_OF_ALL) {
            makeWay(ofSender);
        }
        long openOfSender = openOf(ofSender);
        for (Offer offer : ofSender.values()) {
            if (openOfSender >= most || open >= MAX_OPEN_OF_ALL) {
                return;
            }
            Optional<HeldPeer> holder = offer.isIdle() ? whoMayBeAsked(offer) : Optional.empty();
            if (holder.isPresent()) {
                last = offer.sender();
                offer.ask(holder.get());
                open++;
                openOfSender++;
            }
        }
    }

    private static long openOf(TreeMap<HeldMessage.Name, Offer> ofSender) {
        return ofSender.values().stream().filter(offer -> !offer.isIdle()).count();
    }

    /** The first one, whose holder did not have it any more, is not kept out for ever by those that are here and wait for it. */
    private void makeWay(TreeMap<HeldMessage.Name, Offer> ofSender) {
        Optional<Offer> first = ofSender.values().stream()
                .filter(offer -> offer.isOffered() && !offer.isHandedOver())
                .findFirst();
        if (first.isPresent()
                && first.get().isIdle()
                && whoMayBeAsked(first.get()).isPresent()) {
            ofSender.descendingMap().values().stream()
                    .filter(offer -> offer.content() != null)
                    .findFirst()
                    .ifPresent(last -> {
                        last.putBack();
                        open--;
                    });
        }
    }

    private static Optional<HeldPeer> whoMayBeAsked(Offer offer) {
        return offer.holders().stream()
                .filter(holder -> holder.mayGive(offer.id()))
                .findFirst();
    }

    /** A letter has come, or the other side does not have it any more. */
    void here(HeldPeer peer, HeldMessage.Here here) {
        peer.gave(here.id());
        Optional<Offer> asked = find(peer, here.id()).or(() -> findLate(peer, here.id()));
        if (asked.isEmpty()) {
            return;
        }
        Offer offer = asked.get();
        Optional<Member> sender = node.membership().member(offer.sender());
        if (here.letter().isEmpty() || sender.isEmpty()) {
            offer.without(peer);
            open--;
            pump();
            return;
        }
        offer.open();
        CompletableFuture.supplyAsync(() -> check(offer, here.letter(), sender.get()), node.workers())
                .whenCompleteAsync((opened, failure) -> opened(offer, peer, opened), node.loop());
    }

    /** What comes after all is taken, unless somebody else was asked for it. */
    private Optional<Offer> findLate(HeldPeer peer, Bytes id) {
        if (!peer.isLateWith(id) || open >= MAX_OPEN_OF_ALL) {
            return Optional.empty();
        }
        Optional<Offer> late = offers.values().stream()
                .flatMap(ofSender -> ofSender.values().stream())
                .filter(offer -> offer.id().equals(id)
                        && offer.isIdle()
                        && offer.holders().contains(peer))
                .findFirst();
        late.ifPresent(offer -> {
            offer.comesLate(peer);
            open++;
        });
        return late;
    }

    private Optional<Offer> find(HeldPeer peer, Bytes id) {
        return offers.values().stream()
                .flatMap(ofSender -> ofSender.values().stream())
                .filter(offer -> offer.id().equals(id) && offer.isAskedOf(peer))
                .findFirst();
    }

    /**
     * What is in a letter.
     *
     * @param content null if its box does not open
     * @param lie what is wrong with what the holder gave; null if nothing is
     */
    private record Opened(@Nullable Bytes content, @Nullable String lie) {}

    private Opened check(Offer offer, Bytes encoded, Member sender) {
        try {
            Letter letter = Letter.decode(node.suite(), node.network(), encoded);
            boolean meant = letter.id().equals(offer.id())
                    && letter.sender().equals(offer.sender())
                    && letter.number() == offer.number()
                    && letter.recipient().equals(node.id());
            if (!meant) {
                return new Opened(Bytes.EMPTY, "another letter than the one that was asked for");
            }
            if (!letter.signedBy(node.suite(), sender.signingKey())) {
                return new Opened(Bytes.EMPTY, "a letter that its sender has not signed");
            }
            return new Opened(content(letter), null);
        } catch (MalformedException nonsense) {
            return new Opened(Bytes.EMPTY, nonsense.reason());
        }
    }

    /** A box that does not open is not the holder's fault: it may be for a box key that is gone by now. */
    private @Nullable Bytes content(Letter letter) {
        try {
            return letter.open(node);
        } catch (MalformedException closed) {
            return null;
        }
    }

    private void opened(Offer offer, HeldPeer peer, @Nullable Opened opened) {
        if (!isKnown(offer)) {
            return;
        }
        if (opened == null || opened.lie() != null) {
            offer.failed(peer);
            open--;
            if (opened != null) {
                peer.misbehaved(opened.lie());
            }
        } else if (opened.content() == null) {
            peer.believe();
            leaveClosed(offer);
        } else {
            peer.believe();
            offer.opened(opened.content(), clock.nanos());
        }
        pump();
    }

    /** Nobody confirms what nobody has read. */
    private void leaveClosed(Offer offer) {
        offers.get(offer.sender()).remove(offer.name());
        open--;
        closed.add(offer.id());
        if (closed.size() > MAX_CLOSED) {
            closed.remove(closed.iterator().next());
        }
        leftClosed.accept(offer);
    }

    /** Whether this letter was here while this node has run, and its box did not open. */
    boolean isLeftClosed(Bytes id) {
        return closed.contains(id);
    }

    private boolean isKnown(Offer offer) {
        TreeMap<HeldMessage.Name, Offer> ofSender = offers.get(offer.sender());
        return !stopped && ofSender != null && ofSender.get(offer.name()) == offer;
    }

    private void taken(Offer offer) {
        if (isKnown(offer)) {
            offers.get(offer.sender()).remove(offer.name());
            delivered.accept(offer);
            pump();
        }
    }

    /** A link has ended; what was asked for there is asked for elsewhere. */
    void closed(HeldPeer peer) {
        for (TreeMap<HeldMessage.Name, Offer> ofSender : offers.values()) {
            for (Offer offer : ofSender.values()) {
                if (offer.isAskedOf(peer)) {
                    open--;
                }
                offer.without(peer);
            }
        }
        pump();
    }

    /** Nothing of a member that was removed is taken any more. */
    void removed(NodeId sender) {
        TreeMap<HeldMessage.Name, Offer> gone = offers.remove(sender);
        if (gone != null) {
            open -= (int) gone.values().stream()
                    .filter(offer -> !offer.isIdle() && !offer.isHandedOver())
                    .count();
        }
    }

    /** Whether anybody has a letter of a member that was not delivered, or this node has and nobody has taken it yet. */
    boolean hasUndelivered() {
        return offers.entrySet().stream()
                .filter(ofSender -> node.membership().member(ofSender.getKey()).isPresent())
                .anyMatch(ofSender -> ofSender.getValue().values().stream().anyMatch(Offer::isOffered));
    }

    /** Whether time alone may change something. */
    boolean isWaiting() {
        return !offers.isEmpty();
    }

    void stop() {
        stopped = true;
    }
}
