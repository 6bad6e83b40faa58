// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.packet.Packet;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.storage.StoredEntry;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds chains of which nothing is written, by looking through all packets once: this node's own, where a pipeline is new or the record is
 * damaged, and those of others where something is damaged. What is found is written down, so that it is looked for once.
 */
final class LostChains {
    private static final int PAGE = 256;

    private final NodeContext node;
    private final HistoryStore store;
    private final boolean keepsAll;
    private final Predicate<NodeId> sought;
    private final Map<NodeId, Found> found = new HashMap<>();

    /** Reads what comes behind a position. */
    private interface Scan {
        CompletionStage<List<StoredEntry>> scan(long after, int limit);
    }

    /**
     * @param keepsAll whether what is missing at the beginning is damaged and was not dropped
     * @param sought whose chains are looked for
     */
    LostChains(NodeContext node, HistoryStore store, boolean keepsAll, Predicate<NodeId> sought) {
        this.node = node;
        this.store = store;
        this.keepsAll = keepsAll;
        this.sought = sought;
    }

    /** Of this node also where there is none, if that is sought: then it is noted that there is none. */
    CompletionStage<Collection<Chain>> find() {
        return look(store::scan, -1)
                .thenCompose(done -> look(store::scanStubs, -1))
                .thenCompose(done -> {
                    Map<NodeId, Chain> chains = chains();
                    return chains.isEmpty()
                            ? CompletableFuture.completedFuture(List.of())
                            // A disk that is full keeps nobody from reading; it is looked for again at the next start.
                            : write(chains).handle((committed, failure) -> chains.values());
                });
    }

    private CompletionStage<Long> write(Map<NodeId, Chain> chains) {
        return store.commit(new HistoryStore.Step(List.of(), List.of(), written(chains), List.of()));
    }

    private CompletionStage<Void> look(Scan area, long after) {
        return area.scan(after, PAGE).thenCompose(page -> {
            page.forEach(this::look);
            return page.isEmpty()
                    ? CompletableFuture.completedFuture(null)
                    : look(area, page.get(page.size() - 1).position());
        });
    }

    private void look(StoredEntry entry) {
        HistoryStore.author(entry.key())
                .filter(sought)
                .ifPresent(author ->
                        found.computeIfAbsent(author, none -> new Found()).add(entry));
    }

    private Map<NodeId, Chain> chains() {
        Map<NodeId, Chain> chains = new HashMap<>();
        found.forEach((author, packets) -> chains.put(author, packets.chain(author)));
        if (sought.test(node.id())) {
            chains.putIfAbsent(node.id(), new Chain(node.id()));
        }
        return chains;
    }

    private static Map<NodeId, Bytes> written(Map<NodeId, Chain> chains) {
        Map<NodeId, Bytes> written = new HashMap<>();
        chains.forEach((author, chain) -> written.put(author, chain.write(chain.floor(), chain.kept())));
        return written;
    }

    /** What was found of one author. */
    private final class Found {
        private long first = Long.MAX_VALUE;
        private long bytes;
        private @Nullable Packet last;

        void add(StoredEntry entry) {
            try {
                Packet packet = Packet.decodeOrStub(node.suite(), StoredPacket.encoded(entry.value()));
                first = Math.min(first, packet.header().seq());
                bytes += packet.encoded().size();
                if (last == null || packet.header().seq() > last.header().seq()) {
                    last = packet;
                }
            } catch (MalformedException otherVersion) {
                // Its number stays in use, and nothing can follow a packet whose id is not known.
                return;
            }
        }

        Chain chain(NodeId author) {
            return last == null
                    ? new Chain(author)
                    : new Chain(
                            author,
                            new Chain.Floor(keepsAll ? 1 : first, 0),
                            new Chain.End(last.header().seq(), last.id().bytes(), bytes));
        }
    }
}
