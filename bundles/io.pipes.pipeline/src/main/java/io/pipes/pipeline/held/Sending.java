// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.held;

import io.pipes.api.PipesException;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.NodeContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The letters of this node: keeps them until they are confirmed, and asks others to hold copies meanwhile. */
final class Sending {
    /** Who is reachable gets a letter from here in a moment; before that nobody else is troubled with it. */
    static final Duration GRACE = Duration.ofSeconds(5);

    /** Who has no room is asked again after this. */
    private static final Duration REFUSAL = Duration.ofMinutes(10);

    /** Who is reachable and has not opened an exchange after this is passed over for as long as {@link #REFUSAL}. */
    private static final Duration COMING = Duration.ofMinutes(1);

    /** Who has answered nothing for so long has refused; a letter of 1 MiB needs 17 kB/s for that. */
    private static final Duration ANSWER = Duration.ofMinutes(1);

    /** So many copies are on their way to one holder. */
    private static final int MAX_KEEPING = 4;

    /** So many confirmed letters are remembered, for those who ask what has become of a message. */
    static final int MAX_REMEMBERED = 1_024;

    private final NodeContext node;
    private final HeldRules rules;
    private final Age age;
    private final LetterBook book;
    private final Correspondence correspondence;
    private final HeldPeers peers;
    private final Holders holders;
    private final Map<NodeId, Waiting> waiting = new TreeMap<>();
    private final Map<Candidate, Long> avoided = new HashMap<>();
    private final Map<Candidate, Long> expected = new HashMap<>();
    private final Runnable spreadDone;
    private boolean planned;

    /** What waits for one recipient. */
    private static final class Waiting {
        private int letters;
        private long bytes;
    }

    /** Who may hold letters for whom: one that has no room for a recipient, or does not know it, may have some for another. */
    private record Candidate(NodeId holder, NodeId recipient) {}

    Sending(
            NodeContext node,
            HeldRules rules,
            Age age,
            LetterBook book,
            Correspondence correspondence,
            HeldPeers peers,
            Runnable spreadDone) {
        this.node = node;
        this.rules = rules;
        this.age = age;
        this.book = book;
        this.correspondence = correspondence;
        this.peers = peers;
        this.spreadDone = spreadDone;
        holders = new Holders(node);
    }

    /** Counts what a predecessor, or an earlier life, has left. */
    void loaded() {
        own().filter(entry -> !entry.delivered()).forEach(this::count);
    }

    private Stream<LetterEntry> own() {
        return book.all().stream().filter(entry -> entry.sender().equals(node.id()));
    }

    private void count(LetterEntry entry) {
        Waiting here = waiting.computeIfAbsent(entry.recipient(), none -> new Waiting());
        here.letters++;
        here.bytes += entry.bytes();
    }

    private void uncount(LetterEntry entry) {
        Waiting here = waiting.get(entry.recipient());
        here.letters--;
        here.bytes -= entry.bytes();
        if (here.letters == 0) {
            waiting.remove(entry.recipient());
        }
    }

    /** Recipients that have letters without a receipt. */
    Set<NodeId> recipients() {
        return waiting.keySet();
    }

    long bytes(NodeId to) {
        Waiting there = waiting.get(to);
        return there == null ? 0 : there.bytes;
    }

    /** In all letters of this node without a receipt. */
    long bytes() {
        return waiting.values().stream().mapToLong(there -> there.bytes).sum();
    }

    /**
     * Seals content into a letter.
     *
     * @return completes when it is durable; fails with {@code STORAGE}, or {@code NOT_FOUND} if the recipient is no member
     */
    CompletionStage<Void> write(NodeId to, Span span, Bytes content) {
        Optional<Member> recipient = node.membership().member(to);
        if (recipient.isEmpty()) {
            return CompletableFuture.failedFuture(new PipesException(
                    PipesException.Code.NOT_FOUND, "The node is no member of this network any more."));
        }
        long number = book.nextNumber(to);
        return CompletableFuture.supplyAsync(() -> seal(recipient.get(), number, content), node.workers())
                .thenComposeAsync(letter -> store(letter, span), node.loop());
    }

    private static PipesException notStored(Throwable failure) {
        return new PipesException(
                PipesException.Code.STORAGE,
                "The other node is away, and the message could not be stored for it, because the store failed. 'pipes status'"
                        + " says more; try again.",
                failure);
    }

    /** @param self whether it is this node that was removed */
    static PipesException revoked(boolean self) {
        return new PipesException(
                PipesException.Code.REVOKED,
                self
                        ? "This node was removed from the network. Ask an admin for a new invitation."
                        : "The node was removed from the network; the message cannot be delivered.");
    }

    private Letter seal(Member recipient, long number, Bytes content) {
        try {
            return Letter.seal(node, recipient, number, rules.lifetime(), content);
        } catch (MalformedException noKey) {
            throw new CompletionException(noKey);
        }
    }

    private CompletionStage<Void> store(Letter letter, Span span) {
        long until = age.millis() + rules.lifetime().toMillis();
        LetterEntry entry = LetterEntry.of(letter, until, span);
        CompletableFuture<Void> stored = new CompletableFuture<>();
        book.putOwn(entry, letter).whenComplete((durable, failure) -> {
            if (failure != null) {
                stored.completeExceptionally(notStored(failure));
                return;
            }
            boolean self = node.membership().member(node.id()).isEmpty();
            if (self || node.membership().member(entry.recipient()).isEmpty()) {
                // It was removed when the letter was in no book yet.
                book.remove(List.of(entry));
                stored.completeExceptionally(revoked(self));
                return;
            }
            count(entry);
            peers.find(letter.recipient()).ifPresent(there -> there.announce(List.of(entry)));
            stored.complete(null);
        });
        return stored;
    }

    /** Asks as many others to hold copies as there should be, when this turn of the loop is over. */
    void spreadSoon() {
        if (!planned) {
            planned = true;
            node.loop().execute(this::spread);
        }
    }

    private void spread() {
        planned = false;
        if (waiting.isEmpty()) {
            expected.clear();
        } else {
            spreadAll();
        }
        spreadDone.run();
    }

    private void spreadAll() {
        long now = node.clock().nanos();
        avoided.values().removeIf(until -> now - until >= 0);
        for (HeldPeer peer : peers.all()) {
            peer.keptNothingFor(ANSWER).forEach(id -> avoid(peer, book.find(id)));
        }
        Set<Candidate> still = new HashSet<>();
        Set<NodeId> reachable = holders.reachable();
        Map<NodeId, List<NodeId>> ranked = new HashMap<>();
        for (LetterEntry entry : own().toList()) {
            if (!entry.delivered() && isDue(entry, reachable)) {
                List<NodeId> candidates = ranked.computeIfAbsent(
                        entry.recipient(), recipient -> holders.ranked(recipient, reachable, avoidedFor(recipient)));
                spread(entry, candidates, still);
            }
        }
        // Who is not needed any more, or was away meanwhile, has its whole minute when it is expected again.
        expected.keySet().retainAll(still);
    }

    private Set<NodeId> avoidedFor(NodeId recipient) {
        return avoided.keySet().stream()
                .filter(candidate -> candidate.recipient().equals(recipient))
                .map(Candidate::holder)
                .collect(Collectors.toSet());
    }

    private boolean isDue(LetterEntry entry, Set<NodeId> reachable) {
        long waited = rules.lifetime().toMillis() - (entry.until() - age.millis());
        return waited >= GRACE.toMillis() || !reachable.contains(entry.recipient());
    }

    /** @param waitedFor gets those to whom something would be said if there were an exchange */
    private void spread(LetterEntry entry, List<NodeId> candidates, Set<Candidate> waitedFor) {
        long missing = rules.holders() - holding(entry);
        for (NodeId candidate : candidates) {
            if (missing <= 0) {
                return;
            }
            Optional<HeldPeer> peer = peers.find(candidate);
            boolean asked = peer.filter(there -> there.isKeeping(entry.id())).isPresent();
            if (!asked && !entry.holders().contains(candidate) && entry.mayBeHeldByMore()) {
                peer.ifPresentOrElse(
                        there -> ask(there, entry),
                        () -> expect(new Candidate(candidate, entry.recipient()), waitedFor));
                missing--;
            }
        }
    }

    /** Those who have it or were asked, as far as they are members still. */
    private long holding(LetterEntry entry) {
        long have = entry.holders().stream()
                .filter(holder -> node.membership().member(holder).isPresent())
                .count();
        return have
                + peers.all().stream()
                        .filter(peer -> peer.isKeeping(entry.id()))
                        .count();
    }

    private void ask(HeldPeer holder, LetterEntry entry) {
        if (holder.keeping() >= MAX_KEEPING || !holder.writable()) {
            return;
        }
        holder.keep(entry.id());
        long seconds = Math.max(0, (entry.until() - age.millis()) / 1_000);
        book.letter(entry.id()).whenComplete((letter, failure) -> {
            if (failure == null && letter.isPresent() && !holder.isClosed()) {
                holder.say(new HeldMessage.Keep(Math.min(seconds, HeldRules.LONGEST.toSeconds()), letter.get()));
            } else {
                holder.kept(entry.id());
            }
        });
    }

    /** There is no exchange with who should hold something; it is waited for, and not for ever. */
    private void expect(Candidate candidate, Set<Candidate> waitedFor) {
        waitedFor.add(candidate);
        long now = node.clock().nanos();
        long since = expected.computeIfAbsent(candidate, none -> now);
        if (now - since >= COMING.toNanos()) {
            expected.remove(candidate);
            avoided.put(candidate, now + REFUSAL.toNanos());
        }
    }

    /** Members to whom something has to be said and with whom no exchange is open. */
    Set<NodeId> needed() {
        Set<NodeId> needed = new TreeSet<>(waiting.keySet());
        expected.keySet().forEach(candidate -> needed.add(candidate.holder()));
        needed.removeIf(peers::has);
        return needed;
    }

    /** An answer to a request to hold something; one that comes too late is as good as what {@link #has} hears. */
    void kept(HeldPeer peer, HeldMessage.Kept kept) {
        peer.kept(kept.id());
        LetterEntry entry = book.find(kept.id());
        if (!kept.durable()) {
            avoid(peer, entry);
        } else if (entry == null || entry.delivered()) {
            peer.say(new HeldMessage.Settled(List.of(kept.id())));
        } else {
            heldBy(peer, entry);
        }
        spreadSoon();
    }

    private void avoid(HeldPeer peer, @Nullable LetterEntry entry) {
        if (entry != null) {
            avoided.put(
                    new Candidate(peer.id(), entry.recipient()), node.clock().nanos() + REFUSAL.toNanos());
        }
    }

    private void heldBy(HeldPeer peer, LetterEntry entry) {
        if (!entry.holders().contains(peer.id()) && entry.mayBeHeldByMore()) {
            book.update(entry.heldBy(peer.id()));
            correspondence.held(entry.recipient(), entry.span());
        }
    }

    /** A member says that it holds a letter of this node; it may have been asked in an earlier life. */
    void has(HeldPeer peer, Bytes id) {
        LetterEntry entry = book.find(id);
        if (entry == null || entry.delivered()) {
            peer.say(new HeldMessage.Settled(List.of(id)));
        } else {
            heldBy(peer, entry);
        }
    }

    /** Somebody brings the recipient's word that a letter of this node was delivered. */
    void receipt(HeldPeer peer, LetterEntry entry, Bytes signature) {
        if (entry.delivered()) {
            peer.say(new HeldMessage.Settled(List.of(entry.id())));
            return;
        }
        Optional<Member> recipient = node.membership().member(entry.recipient());
        if (recipient.isEmpty()) {
            return;
        }
        Bytes key = recipient.get().signingKey();
        CompletableFuture.supplyAsync(() -> entry.confirmedBy(node, key, signature), node.workers())
                .whenCompleteAsync(
                        (signed, failure) -> {
                            if (Boolean.TRUE.equals(signed)) {
                                settle(entry.id(), signature);
                            } else {
                                peer.misbehaved("a receipt that the recipient has not signed");
                            }
                        },
                        node.loop());
    }

    private void settle(Bytes id, Bytes signature) {
        LetterEntry entry = book.find(id);
        if (entry == null || entry.delivered()) {
            return;
        }
        uncount(entry);
        book.settle(entry.withReceipt(signature)).whenComplete((durable, failure) -> {
            for (NodeId holder : entry.holders()) {
                peers.find(holder).ifPresent(there -> there.say(new HeldMessage.Settled(List.of(id))));
            }
        });
        peers.find(entry.recipient()).ifPresent(there -> {
            there.settled(id);
            there.announce(book.all());
        });
        forgetOldest();
        correspondence.delivered(entry.recipient(), entry.span());
    }

    private void forgetOldest() {
        List<LetterEntry> confirmed = own().filter(LetterEntry::delivered).toList();
        if (confirmed.size() > MAX_REMEMBERED) {
            book.remove(confirmed.subList(0, confirmed.size() - MAX_REMEMBERED));
        }
    }

    /** The recipient itself has no use for letters: it has no key any more that opens them. */
    void settled(HeldPeer peer, List<Bytes> ids) {
        List<LetterEntry> closed = own().filter(
                        entry -> !entry.delivered() && entry.recipient().equals(peer.id()) && ids.contains(entry.id()))
                .toList();
        giveUp(
                closed,
                new PipesException(
                        PipesException.Code.TIMED_OUT,
                        "The message was under way for so long that its node has no key for it any more. Send it again."));
    }

    /** These are not delivered any more. */
    void giveUp(List<LetterEntry> over, PipesException why) {
        List<LetterEntry> told = new ArrayList<>();
        for (LetterEntry entry : over) {
            if (!entry.delivered()) {
                uncount(entry);
                told.add(entry);
            }
        }
        book.remove(over);
        for (LetterEntry entry : told) {
            peers.find(entry.recipient()).ifPresent(there -> there.settled(entry.id()));
            correspondence.givenUp(entry.recipient(), entry.span(), why);
        }
        told.stream()
                .map(LetterEntry::recipient)
                .distinct()
                .flatMap(to -> peers.find(to).stream())
                .forEach(there -> there.announce(book.all()));
    }
}
