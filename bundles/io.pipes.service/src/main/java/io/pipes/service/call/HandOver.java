// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.service.call;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.NodeId;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.PacketStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What a feature that stops leaves to the one after it: who it was for others, and which calls had begun. It is taken once: who finds
 * nothing, as after a crash, is somebody else for others, who then know that what they had called for may or may not have been done.
 */
record HandOver(long incarnation, List<Begun> begun) {
    static final int MAX_CALLS = 16_384;

    private static final String AREA = "service/calls";
    private static final Bytes KEY = Bytes.utf8("begun");

    /** A call that had begun. */
    record Begun(NodeId caller, long id, long millisLeft) {}

    CompletionStage<Void> leave(PacketStore store) {
        return store.commit(List.of(Change.put(AREA, KEY, encode()))).thenApply(kept -> null);
    }

    /** Takes what was left, so that nobody takes it again. */
    static CompletionStage<Optional<HandOver>> take(PacketStore store) {
        return store.read(AREA, KEY).thenCompose(left -> {
            if (left.isEmpty()) {
                return CompletableFuture.completedFuture(Optional.empty());
            }
            return store.commit(List.of(Change.remove(AREA, KEY)))
                    .thenApply(removed -> decode(left.get()))
                    .exceptionally(failure -> Optional.empty());
        });
    }

    private Bytes encode() {
        CborWriter out =
                new CborWriter().writeArray(2).writeUnsigned(incarnation).writeArray(begun.size());
        begun.forEach(one -> out.writeArray(3)
                .writeBytes(one.caller().bytes())
                .writeUnsigned(one.id())
                .writeUnsigned(one.millisLeft()));
        return out.toBytes();
    }

    private static Optional<HandOver> decode(Bytes stored) {
        try {
            CborReader in = new CborReader(stored);
            in.readArrayExactly(2);
            long incarnation = in.readLong(1, Long.MAX_VALUE);
            int count = in.readArray(MAX_CALLS);
            List<Begun> begun = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                in.readArrayExactly(3);
                begun.add(new Begun(
                        NodeId.read(in), in.readLong(0, Long.MAX_VALUE), in.readLong(0, CallMessage.MAX_MILLIS)));
            }
            in.end();
            return Optional.of(new HandOver(incarnation, begun));
        } catch (MalformedException damaged) {
            return Optional.empty();
        }
    }
}
