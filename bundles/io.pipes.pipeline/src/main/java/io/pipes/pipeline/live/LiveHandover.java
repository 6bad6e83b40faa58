// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.live;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.pipeline.handover.Handover;
import io.pipes.spi.node.NodeContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What one life of the bundle leaves to the next about live pipelines. The part that says in which life this was is written last and
 * taken first, so half of it counts as nothing.
 */
final class LiveHandover {
    private static final int MAX_PROCESS = 256;
    private static final int MAX_SUBSCRIBERS = 1 << 20;

    private final NodeContext node;
    private final Handover head;
    private final Handover streams;
    private final Handover packets;

    LiveHandover(NodeContext node) {
        this.node = node;
        head = new Handover(node.store(), "pipeline/live");
        streams = new Handover(node.store(), "pipeline/live/streams");
        packets = new Handover(node.store(), "pipeline/live/packets");
    }

    /**
     * What was left.
     *
     * @param process in which process the predecessor lived
     * @param subscribers how many listened to its pipelines
     * @param maker how far its own numbers went
     * @param streams what came from whom
     * @param packets what passed lately, oldest first
     */
    record Left(String process, int subscribers, Bytes maker, List<Bytes> streams, List<SavedPacket> packets) {}

    CompletionStage<Void> leave(Left left) {
        Bytes first = new CborWriter()
                .writeArray(3)
                .writeText(left.process())
                .writeUnsigned(left.subscribers())
                .writeBytes(left.maker())
                .toBytes();
        List<Bytes> kept = left.packets().stream()
                .map(packet -> packet.write(node.clock()))
                .toList();
        return streams.leave(left.streams())
                .thenCompose(done -> packets.leave(kept))
                .thenCompose(done -> head.leave(List.of(first)));
    }

    /** Empty when nobody was here before, or it did not end orderly. */
    CompletionStage<Optional<Left>> take() {
        return head.take()
                .thenCompose(first ->
                        streams.take().thenCompose(seen -> packets.take().thenApply(kept -> left(first, seen, kept))));
    }

    private Optional<Left> left(List<Bytes> first, List<Bytes> seen, List<Bytes> kept) {
        if (first.isEmpty()) {
            return Optional.empty();
        }
        try {
            CborReader in = new CborReader(first.get(0));
            in.readArrayExactly(3);
            String process = in.readText(MAX_PROCESS);
            int subscribers = in.readInt(0, MAX_SUBSCRIBERS);
            Bytes maker = in.readBytes(Handover.MAX_ITEM_BYTES);
            in.end();
            return Optional.of(new Left(process, subscribers, maker, seen, packets(kept)));
        } catch (MalformedException otherVersion) {
            return Optional.empty();
        }
    }

    private List<SavedPacket> packets(List<Bytes> kept) throws MalformedException {
        List<SavedPacket> read = new ArrayList<>();
        for (Bytes item : kept) {
            read.add(SavedPacket.read(item, node.suite(), node.clock()));
        }
        return read;
    }
}
