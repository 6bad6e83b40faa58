// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.api.PipesException;
import io.pipes.api.message.Receipt;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.PacketId;
import io.pipes.pipeline.packet.Packet;
import io.pipes.pipeline.publish.Outgoing;
import io.pipes.spi.node.NodeContext;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What this node writes into a history: on its way to the disk, and what members say they have of it. */
public final class OwnPackets {
    private final NodeId self;
    private final Chains chains;
    private final Forks forks;
    private final Appender appender;
    private final OwnEnd end;
    private final Map<PacketId, Publishing> publishing = new HashMap<>();

    /** Why something could not be stored last. */
    private @Nullable Throwable failure;

    /** A packet on its way to the disk, and whether messages of it refer to blobs. */
    record Publishing(CompletableFuture<Receipt> stored, boolean refers) {}

    OwnPackets(NodeContext node, Chains chains, Forks forks, Appender appender, OwnEnd end) {
        self = node.id();
        this.chains = chains;
        this.forks = forks;
        this.appender = appender;
        this.end = end;
    }

    /** The last one that is durable. */
    ChainPlace last() {
        Chain.End kept = chains.of(self).kept();
        return new ChainPlace(kept.seq(), kept.id());
    }

    /** Makes a packet of this node durable, and with it which messages of whom are in it. */
    CompletionStage<Receipt> publish(Outgoing outgoing) {
        Packet packet = outgoing.packet();
        CompletableFuture<Receipt> stored = new CompletableFuture<>();
        Chain chain = chains.of(self);
        if (forks.haveOwn()) {
            stored.completeExceptionally(copied());
        } else if (!end.isKnown()) {
            stored.completeExceptionally(OwnEnd.unknown());
        } else if (chain.continuesWith(packet)) {
            publishing.put(packet.id(), new Publishing(stored, outgoing.refers()));
            chain.add(packet);
            appender.add(outgoing, chain);
        } else {
            // What it was to follow could not be stored.
            stored.completeExceptionally(StoreFailure.of(failure));
        }
        return stored;
    }

    private static PipesException copied() {
        return new PipesException(
                PipesException.Code.REFUSED,
                "The message was not published: another node uses the keys of this one, so it might count for nobody. Stop the"
                        + " copy, then let this machine join again as a new node: pipes network leave, pipes network join TICKET.");
    }

    /** Something is durable; null if it was not published here. */
    @Nullable
    Publishing kept(Packet packet) {
        end.grown(chains.end(self));
        Publishing one = publishing.remove(packet.id());
        if (one != null) {
            one.stored().complete(Receipt.STORED);
        }
        return one;
    }

    /** Something will not become durable. */
    void lost(Packet packet, Throwable why) {
        failure = why;
        Publishing one = publishing.remove(packet.id());
        if (one != null) {
            one.stored().completeExceptionally(StoreFailure.of(why));
        }
    }

    /** A member has said up to which number it has packets of this node; 0 if it has none. */
    public void heard(NodeId member, long theirs) {
        end.heard(member, theirs, chains.end(self));
    }

    /** What a member has of this node is what is here. */
    public void agreed(NodeId member) {
        heard(member, 0);
    }

    /** A member is not linked any more. */
    void left(NodeId member) {
        end.left(member);
    }
}
