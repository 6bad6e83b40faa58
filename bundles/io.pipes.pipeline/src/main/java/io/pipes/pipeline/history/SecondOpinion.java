// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.PacketId;
import io.pipes.pipeline.packet.Packet;
import io.pipes.spi.node.NodeContext;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Asks a second member for what came as a stub from one, and takes the whole packet in its place where that one has it. So one member alone
 * keeps nothing from this node that another one has. Lives on the node's loop.
 */
final class SecondOpinion {
    private final NodeContext node;
    private final HistoryStore store;
    private final Chains chains;
    private final Appender appender;
    private final Function<Packet, CompletionStage<Boolean>> replaced;
    private final UnconfirmedStubs unconfirmed;
    /** What is just being put back. */
    private final Set<PacketId> underWay = new HashSet<>();

    private boolean stopped;

    /** @param replaced whether a later message of a packet's key is here */
    SecondOpinion(
            NodeContext node,
            HistoryStore store,
            Chains chains,
            Appender appender,
            Function<Packet, CompletionStage<Boolean>> replaced) {
        this.replaced = replaced;
        this.node = node;
        this.store = store;
        this.chains = chains;
        this.appender = appender;
        unconfirmed = new UnconfirmedStubs(node.store(), store.routeTag(), node.id());
    }

    CompletionStage<Void> load() {
        return unconfirmed.load();
    }

    /** Nothing is put back any more. */
    void stop() {
        stopped = true;
    }

    boolean isEmpty() {
        return unconfirmed.authors().isEmpty();
    }

    Set<NodeId> authors() {
        return unconfirmed.authors();
    }

    /** What a member is to be asked for, since another one gave stubs. */
    Optional<Missing> first(NodeId author, long from, long theirs, NodeId peer) {
        return unconfirmed.first(author, Math.max(from, chains.first(author)), theirs, peer);
    }

    /** Whether a second one is still to be heard of some of an author between two numbers. */
    boolean isOpen(NodeId author, long first, long last) {
        return unconfirmed.has(author, first, last);
    }

    /** What is not kept any more needs no second opinion. */
    void forgetBelow(Chain chain) {
        unconfirmed.forget(chain.author(), 1, chain.floor().first() - 1);
    }

    /** What is taken away from a number on needs none either. */
    void forgetFrom(NodeId author, long first) {
        unconfirmed.forget(author, first, Long.MAX_VALUE);
    }

    /**
     * Remembers for which stubs one member vouches; before they are taken, so that no crash comes between.
     *
     * @param taken of one author, what is about to be taken
     * @param from that member; this node itself if nobody vouches for them
     */
    void note(List<Packet> taken, NodeId from) {
        List<Packet> stubs = taken.stream().filter(Packet::isStub).toList();
        if (!stubs.isEmpty()) {
            unconfirmed.add(stubs.get(0).header().author(), seq(stubs.get(0)), seq(stubs.get(stubs.size() - 1)), from);
        }
    }

    /**
     * Hears what a member has of what is durable here.
     *
     * @param run of one author
     * @param from who vouches for stubs among it; this node itself if nobody does
     * @return whether it says something about stubs for which that one did not vouch before
     */
    boolean take(Chain chain, List<Packet> run, NodeId from) {
        long durable = chain.kept().seq();
        List<Packet> known =
                run.stream().filter(packet -> seq(packet) <= durable).toList();
        List<Packet> answers =
                known.stream().filter(packet -> isAnswer(packet, from)).toList();
        if (answers.isEmpty() || known.stream().anyMatch(packet -> underWay.contains(packet.id()))) {
            // What is being put back is asked about again if that fails.
            return false;
        }
        boolean whole = known.stream().noneMatch(Packet::isStub);
        restore(chain, answers.stream().filter(packet -> !packet.isStub()).toList())
                .thenRun(() -> settle(answers, whole, from));
        return true;
    }

    /** A whole packet needs nobody who vouches for it. */
    private boolean isAnswer(Packet packet, NodeId from) {
        NodeId author = packet.header().author();
        return packet.isStub()
                ? !from.equals(node.id()) && unconfirmed.isOpen(author, seq(packet), from)
                : unconfirmed.has(author, seq(packet), seq(packet));
    }

    /** Once what came whole is durable: else it would be neither here nor asked for again. */
    private void settle(List<Packet> answers, boolean whole, NodeId from) {
        NodeId author = answers.get(0).header().author();
        long first = seq(answers.get(0));
        long last = seq(answers.get(answers.size() - 1));
        if (whole) {
            unconfirmed.forget(author, first, last);
        } else if (!from.equals(node.id())) {
            unconfirmed.settle(author, first, last, from);
        }
    }

    /** Completes when all are durable in the places of their stubs; fails if one of them will not be. */
    private CompletionStage<Void> restore(Chain chain, List<Packet> whole) {
        List<PacketId> ids = whole.stream().map(Packet::id).toList();
        underWay.addAll(ids);
        CompletionStage<Boolean> handedIn = CompletableFuture.completedFuture(true);
        for (Packet packet : whole) {
            handedIn = handedIn.thenCombine(restore(chain, packet), Boolean::logicalAnd);
        }
        return handedIn.thenCompose(all -> appender.durable().thenCompose(durable -> all ? durable() : notHandedIn()))
                .whenComplete((done, failure) -> ids.forEach(underWay::remove));
    }

    private static CompletionStage<Void> durable() {
        return CompletableFuture.completedFuture(null);
    }

    private static CompletionStage<Void> notHandedIn() {
        return CompletableFuture.failedFuture(new IllegalStateException("Not all of it could be put back"));
    }

    /**
     * Only in the place of its own stub; false if that is not here, nor the packet itself. What is replaced stays a stub: readers would hear
     * it behind what has replaced it.
     */
    private CompletionStage<Boolean> restore(Chain chain, Packet whole) {
        return replaced.apply(whole)
                .thenCombineAsync(
                        store.one(chain.author(), seq(whole)),
                        (gone, stored) -> stored.flatMap(this::decode)
                                .filter(here -> here.id().equals(whole.id()))
                                .filter(here -> !here.isStub() || gone || putBack(chain, whole, here))
                                .isPresent(),
                        node.loop());
    }

    private boolean putBack(Chain chain, Packet whole, Packet stub) {
        if (stopped || chain.isFrozen()) {
            return false;
        }
        appender.restore(whole, chain, stub.encoded().size());
        return true;
    }

    private Optional<Packet> decode(Bytes stored) {
        try {
            return Optional.of(Packet.decodeOrStub(node.suite(), StoredPacket.encoded(stored)));
        } catch (MalformedException otherVersion) {
            return Optional.empty();
        }
    }

    private static long seq(Packet packet) {
        return packet.header().seq();
    }
}
