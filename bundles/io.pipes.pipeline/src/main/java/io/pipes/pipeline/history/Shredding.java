// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.api.pipeline.Retention;
import io.pipes.base.MalformedException;
import io.pipes.base.id.EpochId;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.catalog.PipelineEntry;
import io.pipes.pipeline.epoch.EpochBook;
import io.pipes.pipeline.packet.Packet;
import io.pipes.pipeline.packet.PacketHeader;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.storage.StoredEntry;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Destroys the secrets of past epochs of which retention has left nothing on this node: what was dropped is not to be read any more, not
 * even from a copy.
 *
 * <p>Of each past epoch a packet is remembered that is here, as long as it is; only when that one is gone are all packets looked through.
 */
final class Shredding {
    /**
     * How long an epoch must be over where packets are not kept by age: who was apart may still bring something under it.
     */
    static final Duration LATE = Duration.ofDays(7);

    private static final int PAGE = 256;

    private final NodeContext node;
    private final Supplier<PipelineEntry> present;
    private final HistoryStore store;
    private final Chains chains;
    private final EpochBook epochs;
    private final Map<EpochId, Witness> witnesses = new HashMap<>();

    /** A packet of an epoch. */
    private record Witness(NodeId author, long seq) {}

    Shredding(NodeContext node, Supplier<PipelineEntry> present, HistoryStore store, Chains chains, EpochBook epochs) {
        this.node = node;
        this.present = present;
        this.store = store;
        this.chains = chains;
        this.epochs = epochs;
    }

    /** Looks once; nothing may be dropped meanwhile. */
    CompletionStage<Void> look() {
        List<EpochId> past = past();
        return past.stream().allMatch(this::isUsed)
                ? CompletableFuture.completedFuture(null)
                : scan(-1).thenComposeAsync(done -> destroy(past), node.loop());
    }

    private List<EpochId> past() {
        PipelineEntry pipeline = present.get();
        Retention retention = pipeline.retention();
        if (retention instanceof Retention.All) {
            return List.of();
        }
        Duration over = retention instanceof Retention.Age age ? age.length() : LATE;
        return epochs.past(pipeline, node.clock().wallMillis() - over.toMillis());
    }

    private boolean isUsed(EpochId epoch) {
        Witness witness = witnesses.get(epoch);
        return witness != null && witness.seq() >= chains.first(witness.author());
    }

    private CompletionStage<Void> scan(long after) {
        return store.scan(after, PAGE).thenCompose(page -> {
            page.forEach(this::note);
            return page.isEmpty()
                    ? CompletableFuture.completedFuture(null)
                    : scan(page.get(page.size() - 1).position());
        });
    }

    private void note(StoredEntry entry) {
        try {
            PacketHeader header = Packet.decode(node.suite(), StoredPacket.encoded(entry.value()))
                    .header();
            witnesses.put(header.epoch(), new Witness(header.author(), header.seq()));
        } catch (MalformedException otherVersion) {
            // What this node cannot read at all needs no key.
            return;
        }
    }

    private CompletionStage<Void> destroy(List<EpochId> past) {
        witnesses.keySet().removeIf(epoch -> !isUsed(epoch));
        Set<EpochId> unused = new HashSet<>(past);
        unused.removeAll(witnesses.keySet());
        return epochs.destroy(present.get().id(), unused);
    }
}
