// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.packet.Packet;
import io.pipes.spi.node.NodeContext;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Asks a second member for what came as a stub from one, and takes the whole packet in its place where that one has it. So one member alone
 * keeps nothing from this node that another one has. Lives on the node's loop.
 */
final class SecondOpinion {
    private final NodeContext node;
    private final HistoryStore store;
    private final Chains chains;
    private final Appender appender;
    private final UnconfirmedStubs unconfirmed;

    SecondOpinion(NodeContext node, HistoryStore store, Chains chains, Appender appender) {
        this.node = node;
        this.store = store;
        this.chains = chains;
        this.appender = appender;
        unconfirmed = new UnconfirmedStubs(node.store(), store.routeTag());
    }

    CompletionStage<Void> load() {
        return unconfirmed.load();
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

    /**
     * Hears what a member has, before anything of it is taken.
     *
     * @param run of one author
     * @return whether it says something about stubs that another member gave
     */
    boolean take(Chain chain, List<Packet> run, NodeId from) {
        long here = chain.lastSeq();
        List<Packet> answers = run.stream()
                .filter(packet -> packet.header().seq() <= here)
                .filter(packet ->
                        unconfirmed.isOpen(chain.author(), packet.header().seq(), from))
                .toList();
        answers.stream().filter(packet -> !packet.isStub()).forEach(packet -> restore(chain, packet));
        if (!answers.isEmpty()) {
            unconfirmed.settle(chain.author(), seq(answers.get(0)), seq(answers.get(answers.size() - 1)), from);
        }
        List<Packet> stubs = run.stream()
                .filter(packet -> packet.isStub() && packet.header().seq() > here)
                .toList();
        if (!stubs.isEmpty()) {
            unconfirmed.add(chain.author(), seq(stubs.get(0)), seq(stubs.get(stubs.size() - 1)), from);
        }
        return !answers.isEmpty();
    }

    private static long seq(Packet packet) {
        return packet.header().seq();
    }

    /** Only in the place of its own stub. */
    private void restore(Chain chain, Packet whole) {
        store.one(chain.author(), seq(whole))
                .thenAcceptAsync(
                        stored -> stored.flatMap(this::stub)
                                .filter(stub -> stub.id().equals(whole.id()) && !chain.isFrozen())
                                .ifPresent(stub -> appender.restore(
                                        whole, chain, stub.encoded().size())),
                        node.loop());
    }

    private Optional<Packet> stub(Bytes stored) {
        try {
            return Optional.of(Packet.decodeOrStub(node.suite(), StoredPacket.encoded(stored)))
                    .filter(Packet::isStub);
        } catch (MalformedException otherVersion) {
            return Optional.empty();
        }
    }
}
