// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.publish;

import io.pipes.base.Bytes;
import io.pipes.base.Secret;
import io.pipes.pipeline.catalog.PipelineEntry;
import io.pipes.pipeline.epoch.Epoch;
import io.pipes.pipeline.packet.HybridClock;
import io.pipes.pipeline.packet.MessageBatch;
import io.pipes.pipeline.packet.Packet;
import io.pipes.pipeline.packet.PacketHeader;
import io.pipes.pipeline.packet.PacketPlace;
import io.pipes.spi.crypto.PacketKey;
import io.pipes.spi.node.NodeContext;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Seals and signs this node's packets on a worker. Called on the node's loop, where its stages complete. */
public final class PacketSealer {
    private final NodeContext node;
    private final HybridClock clock;
    private final Executor workers;

    /** @param workers keeps the order of its tasks */
    public PacketSealer(NodeContext node, HybridClock clock, Executor workers) {
        this.node = node;
        this.clock = clock;
        this.workers = workers;
    }

    /** @param epoch one whose secret this node has */
    CompletionStage<Packet> seal(
            PipelineEntry pipeline, Epoch epoch, PacketPlace place, List<MessageBatch.Item> items) {
        long hlc = clock.next();
        Bytes head = node.membership().head();
        Bytes salt = Bytes.wrap(node.randomness().bytes(PacketHeader.SALT_BYTES));
        Secret secret = epoch.secret().orElseThrow();
        CompletableFuture<Packet> sealed = new CompletableFuture<>();
        workers.execute(() -> {
            try {
                PacketKey key = node.suite().packetKey(secret, node.id().bytes(), salt);
                PacketHeader header = new PacketHeader(
                        node.network(),
                        pipeline.routeTag(),
                        epoch.id(),
                        node.id(),
                        place,
                        hlc,
                        salt,
                        key.commitment(),
                        head);
                Bytes ciphertext = key.seal(header.encode(), MessageBatch.encode(items));
                Packet packet = Packet.seal(node.suite(), header, ciphertext, node::sign);
                node.loop().execute(() -> sealed.complete(packet));
            } catch (RuntimeException failure) {
                node.loop().execute(() -> sealed.completeExceptionally(failure));
            }
        });
        return sealed;
    }
}
