// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.packet.Packet;
import io.pipes.spi.crypto.CryptoSuite;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Finds the last packet of an author that had come to this node by a time, by halving: packets of one author come in order. Where the clock
 * was set back in between, it is one of those that came around that time.
 */
final class Arrived {
    private final CryptoSuite suite;
    private final HistoryStore store;
    private final NodeId author;
    private final long wallMillis;

    Arrived(CryptoSuite suite, HistoryStore store, NodeId author, long wallMillis) {
        this.suite = suite;
        this.store = store;
        this.author = author;
        this.wallMillis = wallMillis;
    }

    /**
     * @param first the number of the first packet that is kept; what was before counts as in time
     * @param end the number of the last packet there is
     */
    CompletionStage<Optional<Cut>> last(long first, long end) {
        return between(first - 1, end + 1)
                .thenCompose(seq -> seq < first
                        ? CompletableFuture.completedFuture(Optional.empty())
                        : store.one(author, seq).thenApply(found -> found.flatMap(stored -> cut(seq, stored))));
    }

    /** @param in came in time, {@code out} did not */
    private CompletionStage<Long> between(long in, long out) {
        return out - in <= 1
                ? CompletableFuture.completedFuture(in)
                : between(in, in + (out - in) / 2, out, in + (out - in) / 2);
    }

    /** @param at is looked at for {@code middle}, since those before it are damaged */
    private CompletionStage<Long> between(long in, long middle, long out, long at) {
        return at >= out
                ? between(in, middle)
                : store.one(author, at).thenCompose(found -> {
                    if (found.isEmpty()) {
                        return between(in, middle, out, at + 1);
                    }
                    boolean inTime = StoredPacket.cameMillis(found.get()) <= wallMillis;
                    return inTime ? between(at, out) : between(in, middle);
                });
    }

    private Optional<Cut> cut(long seq, Bytes stored) {
        try {
            Packet packet = Packet.decodeOrStub(suite, StoredPacket.encoded(stored));
            return Optional.of(new Cut(seq, packet.id().bytes()));
        } catch (MalformedException otherVersion) {
            return Optional.empty();
        }
    }
}
