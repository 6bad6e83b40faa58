// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.held;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.NodeContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Letters of others that this node holds: takes them from their senders as long as there is room, and gives them up when the recipient has
 * confirmed them, the sender has no use for them, or their time is over.
 */
final class Holding {
    /** What is looked at or on its way to the disk. */
    private static final long MAX_ARRIVING_BYTES = 16 << 20;

    private final NodeContext node;
    private final HeldRules rules;
    private final Age age;
    private final LetterBook book;
    private final HeldPeers peers;
    private final Runnable stored;
    private final CompletableFuture<Void> idle = new CompletableFuture<>();
    private final List<Letter> arriving = new ArrayList<>();
    private int storing;
    private boolean stopped;

    /** @param stored runs when there is a letter more */
    Holding(NodeContext node, HeldRules rules, Age age, LetterBook book, HeldPeers peers, Runnable stored) {
        this.node = node;
        this.rules = rules;
        this.age = age;
        this.book = book;
        this.peers = peers;
        this.stored = stored;
    }

    boolean isOfOthers(LetterEntry entry) {
        return !entry.sender().equals(node.id());
    }

    /** A member asks this node to hold a letter of its. */
    void keep(HeldPeer peer, HeldMessage.Keep asked) {
        peer.pause();
        CompletableFuture.supplyAsync(() -> read(peer, asked.letter()), node.workers())
                .whenCompleteAsync(
                        (letter, failure) -> {
                            if (letter == null) {
                                peer.resume();
                            } else {
                                keep(peer, letter, Duration.ofSeconds(asked.seconds()));
                            }
                        },
                        node.loop());
    }

    private @Nullable Letter read(HeldPeer peer, Bytes encoded) {
        String lie = "a letter of somebody else, or to this node";
        try {
            Letter letter = Letter.decode(node.suite(), node.network(), encoded);
            if (letter.sender().equals(peer.id()) && !letter.recipient().equals(node.id())) {
                return letter;
            }
        } catch (MalformedException nonsense) {
            lie = nonsense.reason();
        }
        String reason = lie;
        node.loop().execute(() -> peer.misbehaved(reason));
        return null;
    }

    private void keep(HeldPeer peer, Letter letter, Duration remaining) {
        Optional<Member> sender = node.membership().member(letter.sender());
        if (book.find(letter.id()) != null) {
            answer(peer, letter, true);
            return;
        }
        boolean known = sender.isPresent()
                && node.membership().member(letter.recipient()).isPresent();
        if (!known || !hasRoom(letter)) {
            answer(peer, letter, false);
            return;
        }
        arriving.add(letter);
        Bytes signingKey = sender.get().signingKey();
        CompletableFuture.supplyAsync(() -> letter.signedBy(node.suite(), signingKey), node.workers())
                .whenCompleteAsync(
                        (signed, failure) -> {
                            if (Boolean.TRUE.equals(signed)) {
                                store(peer, letter, remaining);
                            } else {
                                arriving.remove(letter);
                                peer.misbehaved("a letter that it has not signed");
                            }
                        },
                        node.loop());
    }

    private void store(HeldPeer peer, Letter letter, Duration remaining) {
        if (stopped) {
            return;
        }
        Duration kept = shorter(shorter(remaining, letter.lifetime()), rules.lifetime());
        long until = age.millis() + kept.toMillis();
        LetterEntry entry = LetterEntry.of(letter, until, Span.UNKNOWN);
        storing++;
        book.put(entry, letter).whenComplete((durable, failure) -> {
            arriving.remove(letter);
            storing--;
            if (stopped && storing == 0) {
                idle.complete(null);
            }
            answer(peer, letter, failure == null);
            if (failure == null) {
                peers.find(letter.recipient()).ifPresent(recipient -> recipient.announce(List.of(entry)));
                stored.run();
            }
        });
    }

    /** Only now its next one may come, however slow the disk is. */
    private static void answer(HeldPeer peer, Letter letter, boolean durable) {
        peer.say(new HeldMessage.Kept(letter.id(), durable));
        peer.resume();
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** What is on its way to the disk takes its room already: several may come at once, of several senders. */
    private boolean hasRoom(Letter letter) {
        HoldingRoom room = new HoldingRoom(letter.sender(), letter.recipient());
        book.all().stream()
                .filter(this::isOfOthers)
                .forEach(entry -> room.take(entry.sender(), entry.recipient(), entry.delivered() ? 0 : entry.bytes()));
        arriving.forEach(
                one -> room.take(one.sender(), one.recipient(), one.encoded().size()));
        long arrivingBytes =
                arriving.stream().mapToLong(one -> one.encoded().size()).sum();
        return arrivingBytes + letter.encoded().size() <= MAX_ARRIVING_BYTES
                && room.isEnoughFor(letter.encoded().size(), rules.roomBytes());
    }

    /** Takes nothing more; completes when nothing is on its way to the disk. */
    CompletionStage<Void> finish() {
        stopped = true;
        return storing == 0 ? CompletableFuture.completedFuture(null) : idle;
    }

    /** The recipient has confirmed a letter that is held here: its sender has to hear of that, nobody needs the letter. */
    void receipt(HeldPeer peer, LetterEntry entry, Bytes signature) {
        Optional<Member> recipient = node.membership().member(entry.recipient());
        if (entry.delivered() || recipient.isEmpty()) {
            return;
        }
        Bytes key = recipient.get().signingKey();
        CompletableFuture.supplyAsync(() -> entry.confirmedBy(node, key, signature), node.workers())
                .whenCompleteAsync(
                        (signed, failure) -> {
                            if (Boolean.TRUE.equals(signed)) {
                                settle(entry, signature);
                            } else {
                                peer.misbehaved("a receipt that the recipient has not signed");
                            }
                        },
                        node.loop());
    }

    private void settle(LetterEntry entry, Bytes signature) {
        LetterEntry now = book.find(entry.id());
        if (now == null || now.delivered()) {
            return;
        }
        book.settle(now.withReceipt(signature));
        freePlaces(List.of(entry));
        peers.find(entry.sender()).ifPresent(sender -> sender.say(new HeldMessage.Receipt(entry.id(), signature)));
    }

    /** The sender or the recipient of letters has no use for them. */
    void settled(HeldPeer peer, List<Bytes> ids) {
        List<LetterEntry> over = ids.stream()
                .map(book::find)
                .filter(entry -> entry != null && isOfOthers(entry))
                .filter(entry ->
                        entry.sender().equals(peer.id()) || entry.recipient().equals(peer.id()))
                .toList();
        drop(over);
    }

    void drop(List<LetterEntry> over) {
        book.remove(over);
        freePlaces(over);
    }

    /** What was not announced yet for want of places can be now. */
    private void freePlaces(List<LetterEntry> settled) {
        Set<HeldPeer> freed = new LinkedHashSet<>();
        for (LetterEntry entry : settled) {
            Stream.of(entry.recipient(), entry.sender())
                    .flatMap(node -> peers.find(node).stream())
                    .forEach(peer -> {
                        peer.settled(entry.id());
                        freed.add(peer);
                    });
        }
        List<LetterEntry> all = freed.isEmpty() ? List.of() : book.all();
        freed.forEach(peer -> peer.announce(all));
    }

    /** Tells a sender what its recipients have confirmed. */
    void tellReceipts(HeldPeer sender) {
        for (LetterEntry entry : book.all()) {
            if (entry.delivered() && entry.sender().equals(sender.id())) {
                sender.say(new HeldMessage.Receipt(entry.id(), entry.receipt()));
            }
        }
    }
}
