// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.packet.Packet;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.storage.StoredEntry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Finds this node's own chain where nothing is written about it, by looking through all packets: so it is when a pipeline is new, and when
 * the record is damaged. What is found is written down, so that it is looked for once.
 */
final class LostChain {
    private static final int PAGE = 256;

    private final NodeContext node;
    private final HistoryStore store;
    private final boolean keepsAll;
    private long first = Long.MAX_VALUE;
    private long bytes;
    private @Nullable Packet last;

    /** Reads what comes behind a position. */
    private interface Scan {
        CompletionStage<List<StoredEntry>> scan(long after, int limit);
    }

    /** @param keepsAll whether what is missing at the beginning is damaged and was not dropped */
    LostChain(NodeContext node, HistoryStore store, boolean keepsAll) {
        this.node = node;
        this.store = store;
        this.keepsAll = keepsAll;
    }

    CompletionStage<Chain> find() {
        return look(store::scan, -1)
                .thenCompose(done -> look(store::scanStubs, -1))
                .thenCompose(done -> {
                    Chain found = found();
                    HistoryStore.Step step = new HistoryStore.Step(
                            List.of(),
                            List.of(),
                            Map.of(node.id(), found.write(found.floor(), found.kept())),
                            List.of());
                    // A disk that is full keeps nobody from reading; it is looked for again at the next start.
                    return store.commit(step).handle((written, failure) -> found);
                });
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
        if (!HistoryStore.isOf(node.id(), entry.key())) {
            return;
        }
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

    private Chain found() {
        NodeId own = node.id();
        return last == null
                ? new Chain(own)
                : new Chain(
                        own,
                        new Chain.Floor(keepsAll ? 1 : first, 0),
                        new Chain.End(last.header().seq(), last.id().bytes(), bytes));
    }
}
