// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.live;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.Secret;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.pipeline.catalog.PipelineEntry;
import io.pipes.pipeline.epoch.Epoch;
import io.pipes.pipeline.packet.HybridClock;
import io.pipes.pipeline.packet.MessageBatch;
import io.pipes.pipeline.packet.Packet;
import io.pipes.pipeline.packet.PacketHeader;
import io.pipes.pipeline.packet.RouteTag;
import io.pipes.spi.crypto.PacketKey;
import io.pipes.spi.node.NodeContext;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Makes this node's packets: numbers them on the loop, seals and signs them on a worker, in order. */
final class PacketMaker {
    private final NodeContext node;
    private final HybridClock clock;
    private final Executor workers;
    private final Delivery delivery;
    private final Map<Bytes, Long> lastSeq = new TreeMap<>();
    private Bytes boot;

    /** @param workers keeps the order of its tasks */
    PacketMaker(NodeContext node, HybridClock clock, Executor workers, Delivery delivery) {
        this.node = node;
        this.clock = clock;
        this.workers = workers;
        this.delivery = delivery;
        boot = Bytes.wrap(node.randomness().bytes(PacketHeader.BOOT_BYTES));
    }

    /** The stage completes on the loop. */
    CompletionStage<Packet> make(PipelineEntry pipeline, Epoch epoch, List<MessageBatch.Item> items) {
        long seq = lastSeq.merge(pipeline.routeTag(), 1L, Long::sum);
        long hlc = clock.next();
        Bytes head = node.membership().head();
        Bytes salt = Bytes.wrap(node.randomness().bytes(PacketHeader.SALT_BYTES));
        Secret secret = epoch.secret().orElseThrow();
        CompletableFuture<Packet> made = new CompletableFuture<>();
        workers.execute(() -> {
            try {
                PacketKey key = node.suite().packetKey(secret, node.id().bytes(), salt);
                PacketHeader header = new PacketHeader(
                        node.network(),
                        pipeline.routeTag(),
                        epoch.id(),
                        node.id(),
                        seq,
                        boot,
                        hlc,
                        salt,
                        key.commitment(),
                        head);
                Bytes ciphertext = key.seal(header.encode(), MessageBatch.encode(items));
                Packet packet = Packet.seal(node.suite(), header, ciphertext, node::sign);
                node.loop().execute(() -> made.complete(packet));
            } catch (RuntimeException failure) {
                node.loop().execute(() -> made.completeExceptionally(failure));
            }
        });
        return made;
    }

    /** The last packet of this pipeline will never go out: its number is free again. */
    void takeBack(PipelineEntry pipeline) {
        lastSeq.merge(pipeline.routeTag(), -1L, Long::sum);
    }

    /** This node's own subscribers hear it too. */
    void deliverHere(Packet packet) {
        delivery.deliver(packet);
    }

    /** The numbers reached, so that a successor goes on counting in the same life. */
    Bytes save() {
        CborWriter out = new CborWriter();
        out.writeArray(1 + 2 * lastSeq.size()).writeBytes(boot);
        lastSeq.forEach((tag, seq) -> out.writeBytes(tag).writeUnsigned(seq));
        return out.toBytes();
    }

    void restore(Bytes saved) throws MalformedException {
        CborReader in = new CborReader(saved);
        int count = in.readArray(4_096);
        boot = in.readBytesExactly(PacketHeader.BOOT_BYTES);
        for (int i = 1; i + 1 < count; i += 2) {
            lastSeq.put(in.readBytesExactly(RouteTag.BYTES), in.readUnsigned(Long.MAX_VALUE));
        }
        in.end();
    }
}
