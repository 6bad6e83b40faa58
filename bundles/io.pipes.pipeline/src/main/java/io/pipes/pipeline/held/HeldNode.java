// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.held;

import io.pipes.api.PipesException;
import io.pipes.api.message.HeldForOthers;
import io.pipes.api.message.Receipt;
import io.pipes.base.Bytes;
import io.pipes.base.Cancellable;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.spi.node.Exchange;
import io.pipes.spi.node.ExchangeHandler;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.Protocol;
import io.pipes.spi.node.TrafficClass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Letters of one node: those it has sent, those it holds for others, and those others have for it. Puts the parts together. */
public final class HeldNode implements ExchangeHandler {
    private static final Logger LOG = LoggerFactory.getLogger(HeldNode.class);

    /** The longest letter and some small messages. */
    private static final int WINDOW_BYTES = 5 << 18;

    public static final Protocol PROTOCOL = new Protocol("held.1", TrafficClass.BULK, WINDOW_BYTES);

    private static final Duration LOOK = Duration.ofSeconds(5);

    /** All letters of this node without a receipt. */
    static final long MAX_OWN_BYTES = 256L << 20;

    private final NodeContext node;
    private final Age age;
    private final LetterBook book;
    private final Holding holding;
    private final Sending sending;
    private final LetterIntake intake;
    private final KeysForLetters keys;
    private final Correspondence correspondence;
    private final HeldPeers peers = new HeldPeers();
    private Set<NodeId> needed = Set.of();
    private @Nullable Cancellable timer;
    private boolean stopped;

    public HeldNode(NodeContext node, HeldRules rules, Correspondence correspondence) {
        this.node = node;
        this.correspondence = correspondence;
        age = new Age(node.clock());
        book = new LetterBook(node.store());
        holding = new Holding(node, rules, age, book, peers, this::planLook);
        sending = new Sending(node, rules, age, book, correspondence, peers, this::lookForLinks);
        intake = new LetterIntake(node, correspondence, this::delivered, this::leftClosed);
        keys = new KeysForLetters(node, age, intake::hasUndelivered);
    }

    /** Reads what is held, and what was sent and has no receipt. */
    public CompletionStage<Void> load() {
        return book.load().thenCompose(loaded -> keys.load()).thenRun(() -> {
            sending.loaded();
            planLook();
        });
    }

    /** Whether letters for this node can do without its earlier box keys; fails while some wait that may be for these. */
    public CompletionStage<Void> keysMayGo() {
        return keys.opened();
    }

    /** Members may have been removed while nobody was here to hear of it. */
    public void readLog() {
        Set<NodeId> all = new TreeSet<>();
        for (LetterEntry entry : book.all()) {
            all.add(entry.sender());
            all.add(entry.recipient());
        }
        all.stream().filter(one -> node.membership().member(one).isEmpty()).forEach(this::removed);
    }

    /**
     * Puts content into a letter to a member.
     *
     * @param content at most as much as one message has; see {@link Letter}
     * @return completes when it is durable here; fails with {@code STORAGE} when the disk does not take it
     */
    public CompletionStage<Void> write(NodeId to, Span span, Bytes content) {
        return sending.write(to, span, content).thenRun(() -> {
            sending.spreadSoon();
            planLook();
        });
    }

    /** Whether a letter to this member has no receipt yet. */
    public boolean waitsFor(NodeId to) {
        return sending.recipients().contains(to);
    }

    /** How many bytes have no receipt of those for one member. */
    public long bytesFor(NodeId to) {
        return sending.bytes(to);
    }

    /** Whether there are so many letters to all members that none should be added where some wait already. */
    public boolean isFull() {
        return sending.bytes() >= MAX_OWN_BYTES;
    }

    /** Members to whom something has to be said and with whom no exchange is open, as it was when one last looked. */
    public Set<NodeId> needed() {
        return needed;
    }

    private void lookForLinks() {
        needed = stopped || book.isEmpty() ? Set.of() : missing();
        if (!needed.isEmpty()) {
            correspondence.needsLinks();
        }
    }

    private Set<NodeId> missing() {
        Set<NodeId> missing = sending.needed();
        for (LetterEntry entry : book.all()) {
            if (holding.isOfOthers(entry)) {
                missing.add(entry.delivered() ? entry.sender() : entry.recipient());
            }
        }
        missing.removeIf(peers::has);
        return missing;
    }

    /** How far a message of this node has come, if it went into a letter that is remembered. */
    public Optional<Receipt> receipt(long session, long number) {
        return own().filter(entry -> entry.span().has(session, number))
                .findFirst()
                .map(HeldNode::receipt);
    }

    private static Receipt receipt(LetterEntry entry) {
        if (entry.delivered()) {
            return Receipt.DELIVERED;
        }
        return entry.holders().isEmpty() ? Receipt.QUEUED : Receipt.HELD;
    }

    private Stream<LetterEntry> own() {
        return book.all().stream().filter(entry -> !holding.isOfOthers(entry));
    }

    /**
     * A letter of this node that has no receipt yet.
     *
     * @param until when it is given up, in milliseconds by this node's clock
     * @param holders who has a copy
     */
    public record Pending(NodeId to, Span span, long until, List<NodeId> holders) {}

    /** Letters of this node without a receipt, oldest first. */
    public List<Pending> pending() {
        return own().filter(entry -> !entry.delivered())
                .map(entry -> new Pending(entry.recipient(), entry.span(), entry.until(), entry.holders()))
                .toList();
    }

    /** Letters of others that are held here. */
    public HeldForOthers ofOthers() {
        int letters = 0;
        long bytes = 0;
        for (LetterEntry entry : book.all()) {
            if (holding.isOfOthers(entry) && !entry.delivered()) {
                letters++;
                bytes += entry.bytes();
            }
        }
        return new HeldForOthers(letters, bytes);
    }

    @Override
    public void opened(Exchange exchange) {
        HeldPeer peer = new HeldPeer(exchange, book, node.clock());
        peers.add(peer);
        peer.announce(book.all());
        holding.tellReceipts(peer);
        sending.spreadSoon();
    }

    @Override
    public void closed(Exchange exchange) {
        peers.remove(exchange.peer()).ifPresent(peer -> {
            peer.close();
            intake.closed(peer);
            sending.spreadSoon();
        });
    }

    @Override
    public void writable(Exchange exchange) {
        peers.find(exchange.peer()).ifPresent(HeldPeer::serve);
        sending.spreadSoon();
    }

    @Override
    public void received(Exchange exchange, Bytes message) {
        Optional<HeldPeer> peer = peers.find(exchange.peer()).filter(one -> !stopped);
        if (peer.isPresent()) {
            try {
                hear(peer.get(), HeldMessage.decode(message));
            } catch (MalformedException nonsense) {
                peer.get().misbehaved(nonsense.reason());
            }
        }
    }

    private void hear(HeldPeer peer, HeldMessage message) {
        if (message instanceof HeldMessage.Keep asked) {
            holding.keep(peer, asked);
        } else if (message instanceof HeldMessage.Kept kept) {
            sending.kept(peer, kept);
        } else if (message instanceof HeldMessage.Have said) {
            said(peer, said);
        } else if (message instanceof HeldMessage.Get asked) {
            peer.asks(asked.id());
        } else if (message instanceof HeldMessage.Here here) {
            intake.here(peer, here);
        } else if (message instanceof HeldMessage.Receipt receipt) {
            heard(peer, receipt);
        } else if (message instanceof HeldMessage.Settled settled) {
            holding.settled(peer, settled.ids());
            sending.settled(peer, settled.ids());
            sending.spreadSoon();
        }
    }

    private void said(HeldPeer peer, HeldMessage.Have said) {
        List<HeldMessage.Name> wanted = new ArrayList<>();
        for (HeldMessage.Name name : said.names()) {
            if (name.sender().equals(node.id())) {
                sending.has(peer, name.id());
            } else if (isFormer(name.sender())) {
                peer.say(new HeldMessage.Settled(List.of(name.id())));
            } else if (intake.isLeftClosed(name.id())) {
                peer.say(new HeldMessage.Settled(List.of(name.id())));
            } else if (correspondence.lostLetter(name.sender(), name.number())) {
                leaveLost(peer, name);
            } else if (correspondence.tookLetter(name.sender(), name.number())) {
                confirmAgain(peer, name);
            } else {
                wanted.add(name);
            }
        }
        intake.offered(peer, wanted);
        planLook();
    }

    /**
     * Nobody needs to hold it, and it takes no place among what others announce. Its sender gives it up in time, and says so; a receipt would
     * say that it was delivered.
     */
    private void leaveLost(HeldPeer peer, HeldMessage.Name name) {
        if (!name.sender().equals(peer.id())) {
            peer.say(new HeldMessage.Settled(List.of(name.id())));
        }
    }

    /** Of whom this node has not heard yet it may hear in a moment: its letters wait for that. */
    private boolean isFormer(NodeId sender) {
        return node.membership().member(sender).isEmpty()
                && node.membership().authorKey(sender).isPresent();
    }

    private void heard(HeldPeer peer, HeldMessage.Receipt receipt) {
        LetterEntry entry = book.find(receipt.id());
        if (entry == null) {
            // Whoever brings it need not keep it for this node.
            peer.say(new HeldMessage.Settled(List.of(receipt.id())));
        } else if (holding.isOfOthers(entry)) {
            holding.receipt(peer, entry, receipt.signature());
        } else {
            sending.receipt(peer, entry, receipt.signature());
        }
    }

    /** A letter is for a box key that is gone: nobody needs to hold it, and its sender had better write once more. */
    private void leftClosed(Offer offer) {
        LOG.warn(
                "A letter of {} is for a box key that this node does not have; its sender is told to write once more",
                offer.sender());
        Set<HeldPeer> told = new LinkedHashSet<>(offer.holders());
        peers.find(offer.sender()).ifPresent(told::add);
        told.forEach(peer -> peer.say(new HeldMessage.Settled(List.of(offer.id()))));
    }

    /** A letter for this node was delivered, and that is durable. */
    private void delivered(Offer offer) {
        Set<HeldPeer> told = new LinkedHashSet<>(offer.holders());
        peers.find(offer.sender()).ifPresent(told::add);
        confirm(offer.name(), told);
    }

    private void confirmAgain(HeldPeer peer, HeldMessage.Name name) {
        if (peer.mayAsk()) {
            confirm(name, List.of(peer));
        }
    }

    private void confirm(HeldMessage.Name name, Collection<HeldPeer> told) {
        Bytes id = name.id();
        Bytes text = Letter.receiptText(node.network(), name.sender(), node.id(), name.number(), id);
        CompletableFuture.supplyAsync(() -> node.sign(Label.RECEIPT, text), node.workers())
                .thenAcceptAsync(
                        signature -> told.stream()
                                .filter(peer -> !peer.isClosed())
                                .forEach(peer -> peer.say(new HeldMessage.Receipt(id, signature))),
                        node.loop());
    }

    /** A member was removed: nothing is held for it or of it, and nothing of it is taken. */
    public void removed(NodeId member) {
        boolean self = member.equals(node.id());
        List<LetterEntry> touched = book.all().stream()
                .filter(entry -> self
                        || entry.sender().equals(member)
                        || entry.recipient().equals(member))
                .toList();
        intake.removed(member);
        holding.drop(touched.stream().filter(holding::isOfOthers).toList());
        sending.giveUp(
                touched.stream().filter(entry -> !holding.isOfOthers(entry)).toList(), Sending.revoked(self));
        sending.spreadSoon();
    }

    private void planLook() {
        if (timer == null && !stopped && !(book.isEmpty() && !intake.isWaiting())) {
            timer = node.loop().schedule(LOOK, this::look);
        }
    }

    /** Does what time alone brings. */
    private void look() {
        timer = null;
        long now = age.millis();
        List<LetterEntry> over =
                book.all().stream().filter(entry -> entry.until() <= now).toList();
        holding.drop(over.stream().filter(holding::isOfOthers).toList());
        sending.giveUp(
                over.stream().filter(entry -> !holding.isOfOthers(entry)).toList(),
                new PipesException(
                        PipesException.Code.TIMED_OUT,
                        "The node did not come for the message in time; it was given up. Send it again."));
        sending.spreadSoon();
        intake.pump();
        keys.look();
        planLook();
    }

    /** Ends it; completes when what was on its way to the disk is there, for a successor. */
    public CompletionStage<Void> finish() {
        stopped = true;
        intake.stop();
        if (timer != null) {
            timer.cancel();
        }
        peers.all().forEach(HeldPeer::close);
        return holding.finish();
    }
}
