// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.handover.StoreArea;
import io.pipes.pipeline.packet.Packet;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.PacketStore;
import io.pipes.spi.storage.StoredEntry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Where the packets of one pipeline lie in the node's store: under author and number, each with the time at which it came, and beside
 * them the end of each author's chain, written in the same step.
 */
final class HistoryStore {
    private static final int KEY_BYTES = NodeId.SIZE + Long.BYTES;

    private final PacketStore store;
    private final String packets;
    private final String chains;

    HistoryStore(PacketStore store, Bytes routeTag) {
        this.store = store;
        packets = "pipeline/history/" + routeTag.hex();
        chains = "pipeline/chains/" + routeTag.hex();
    }

    /**
     * What one step makes durable.
     *
     * @param ends of all chains to which packets were added
     */
    record Step(List<Packet> packets, Map<Chain, Chain.End> ends) {}

    /** The ends of all chains as they were written last. */
    CompletionStage<List<StoredEntry>> chains() {
        return new StoreArea(store, chains).all();
    }

    /**
     * Makes packets and the new ends of their chains durable in one step.
     *
     * @param cameMillis when they came, by this node's clock
     * @return the position of the first packet; those of the others follow it
     */
    CompletionStage<Long> commit(Step step, long cameMillis) {
        List<Change> changes =
                new ArrayList<>(step.packets().size() + step.ends().size());
        for (Packet packet : step.packets()) {
            changes.add(Change.put(
                    packets,
                    key(packet.header().author(), packet.header().seq()),
                    StoredPacket.write(cameMillis, packet.encoded())));
        }
        step.ends()
                .forEach((chain, end) ->
                        changes.add(Change.put(chains, chain.author().bytes(), chain.write(end))));
        return store.commit(changes).thenApply(last -> last - changes.size() + 1);
    }

    /** Packets in the order in which they came. */
    CompletionStage<List<StoredEntry>> scan(long after, int limit) {
        return store.scan(packets, after, limit);
    }

    /** Where a packet stands in the order of arrival. */
    CompletionStage<Optional<Long>> position(NodeId author, long seq) {
        return store.locate(packets, key(author, seq));
    }

    /** The packet that came last: the last one of a chain. */
    record Last(Chain chain, long position) {}

    /** The packet that came last of all; empty if there is none. Those of one author came in order, so it is the end of a chain. */
    CompletionStage<Optional<Last>> last(Collection<Chain> all) {
        List<CompletableFuture<Optional<Last>>> ends = all.stream()
                .map(chain -> position(chain.author(), chain.kept().seq())
                        .thenApply(position -> position.map(at -> new Last(chain, at)))
                        .toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new))
                .thenApply(done -> ends.stream()
                        .flatMap(end -> end.join().stream())
                        .max(Comparator.comparingLong(Last::position)));
    }

    /** Packets of one author from a number on, at most so many; up to the first one that is not there. */
    CompletionStage<List<Bytes>> run(NodeId author, long from, int count) {
        List<CompletableFuture<Optional<Bytes>>> reads = new ArrayList<>(count);
        for (long seq = from; seq < from + count; seq++) {
            reads.add(store.read(packets, key(author, seq)).toCompletableFuture());
        }
        return CompletableFuture.allOf(reads.toArray(CompletableFuture[]::new)).thenApply(done -> {
            List<Bytes> run = new ArrayList<>(count);
            for (CompletableFuture<Optional<Bytes>> read : reads) {
                if (read.join().isEmpty()) {
                    break;
                }
                run.add(StoredPacket.encoded(read.join().get()));
            }
            return run;
        });
    }

    private static Bytes key(NodeId author, long seq) {
        ByteBuffer key = ByteBuffer.allocate(KEY_BYTES);
        author.bytes().writeTo(key);
        return Bytes.wrap(key.putLong(seq).array());
    }
}
