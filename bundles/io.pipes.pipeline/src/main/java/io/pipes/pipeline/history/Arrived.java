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

    /** @param end the number of the last packet there is */
    CompletionStage<Optional<CutStatement.Cut>> last(long end) {
        return between(0, end + 1)
                .thenCompose(seq -> seq == 0
                        ? CompletableFuture.completedFuture(Optional.empty())
                        : store.one(author, seq).thenApply(found -> found.flatMap(stored -> cut(seq, stored))));
    }

    /** @param in came in time, {@code out} did not */
    private CompletionStage<Long> between(long in, long out) {
        if (out - in <= 1) {
            return CompletableFuture.completedFuture(in);
        }
        long middle = in + (out - in) / 2;
        return store.one(author, middle).thenCompose(found -> {
            boolean inTime = found.filter(stored -> StoredPacket.cameMillis(stored) <= wallMillis)
                    .isPresent();
            return inTime ? between(middle, out) : between(in, middle);
        });
    }

    private Optional<CutStatement.Cut> cut(long seq, Bytes stored) {
        try {
            Packet packet = Packet.decode(suite, StoredPacket.encoded(stored));
            return Optional.of(new CutStatement.Cut(seq, packet.id().bytes()));
        } catch (MalformedException otherVersion) {
            return Optional.empty();
        }
    }
}
