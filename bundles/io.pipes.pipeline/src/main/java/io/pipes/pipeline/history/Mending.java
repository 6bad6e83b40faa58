// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.packet.Packet;
import io.pipes.spi.crypto.CryptoSuite;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongPredicate;

/**
 * Whether packets that came again are those that were damaged. An author that means harm may have signed two packets with one number, so a
 * signature is not enough: what is still here on both sides says which one it was.
 */
final class Mending {
    private final CryptoSuite suite;
    private final HistoryStore store;

    Mending(CryptoSuite suite, HistoryStore store) {
        this.suite = suite;
        this.store = store;
    }

    /**
     * Looks at what stands on both sides; what is not there says nothing.
     *
     * @param run packets of one author, in order; those with numbers that follow each other name each other
     */
    CompletionStage<Boolean> fits(Chain chain, List<Packet> run) {
        Map<Long, Packet> given = new TreeMap<>();
        run.forEach(packet -> given.put(packet.header().seq(), packet));
        LongPredicate isGiven = given::containsKey;
        CompletionStage<Boolean> fits = CompletableFuture.completedFuture(true);
        for (Packet packet : run) {
            long seq = packet.header().seq();
            if (!isGiven.test(seq - 1)) {
                fits = fits.thenCombine(
                        stored(chain.author(), seq - 1),
                        (so, before) -> so
                                && before.filter(one -> !follows(one, packet)).isEmpty());
            }
            if (!isGiven.test(seq + 1)) {
                fits = fits.thenCombine(
                        stored(chain.author(), seq + 1),
                        (so, after) ->
                                so && after.filter(one -> !follows(packet, one)).isEmpty());
            }
            if (seq == chain.kept().seq()) {
                boolean isEnd = chain.kept().id().equals(packet.id().bytes());
                fits = fits.thenApply(so -> so && isEnd);
            }
        }
        return fits;
    }

    private static boolean follows(Packet before, Packet after) {
        return after.header().place().chain().equals(before.id().bytes());
    }

    private CompletionStage<Optional<Packet>> stored(NodeId author, long seq) {
        return store.one(author, seq).thenApply(found -> found.flatMap(this::decode));
    }

    private Optional<Packet> decode(Bytes stored) {
        try {
            return Optional.of(Packet.decodeOrStub(suite, StoredPacket.encoded(stored)));
        } catch (MalformedException otherVersion) {
            return Optional.empty();
        }
    }
}
