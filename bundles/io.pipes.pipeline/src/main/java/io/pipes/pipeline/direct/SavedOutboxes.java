// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.direct;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.PacketStore;
import io.pipes.spi.storage.StoredEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What one life of the bundle leaves to the next: messages without a receipt, each under its receiver and number, and the notes of what was
 * delivered. Taking an old leftover by mistake does no harm: the receiver knows session and number already.
 */
final class SavedOutboxes {
    private static final String AREA = "pipeline/outbox";
    private static final int PAGE = 1_024;

    /** A batch of changes is one record of the store; it must stay well below what a record may hold. */
    private static final int BATCH_BYTES = 1 << 20;

    private final PacketStore store;

    SavedOutboxes(PacketStore store) {
        this.store = store;
    }

    CompletionStage<Map<NodeId, Bytes>> loadDelivered() {
        return all(DeliveredNote.AREA).thenApply(entries -> {
            Map<NodeId, Bytes> notes = new TreeMap<>();
            entries.stream()
                    .filter(entry -> entry.key().size() == NodeId.SIZE)
                    .forEach(entry -> notes.put(NodeId.of(entry.key()), entry.value()));
            return notes;
        });
    }

    /** Reads the messages and removes them: from now on memory has them. */
    CompletionStage<Map<NodeId, Outbox>> takeOutboxes() {
        return all(AREA).thenCompose(entries -> {
            Map<NodeId, Outbox> outboxes = new TreeMap<>();
            List<Change> removals = new ArrayList<>();
            for (StoredEntry entry : entries) {
                removals.add(Change.remove(AREA, entry.key()));
                restore(entry, outboxes);
            }
            return commit(removals).thenApply(done -> outboxes);
        });
    }

    private static void restore(StoredEntry entry, Map<NodeId, Outbox> outboxes) {
        try {
            DirectWire.Said said = DirectWire.read(entry.value());
            NodeId to = NodeId.of(entry.key().slice(0, NodeId.SIZE));
            outboxes.computeIfAbsent(to, none -> new Outbox(said.session(), said.number() - 1))
                    .restore(said.items().get(0));
        } catch (MalformedException damaged) {
            // The store has checked the bytes; an older format is the only way here, and its messages had no promise.
            return;
        }
    }

    CompletionStage<Void> saveOutboxes(Map<NodeId, Outbox> outboxes) {
        List<Change> changes = new ArrayList<>();
        outboxes.forEach((to, outbox) -> {
            long number = outbox.confirmed();
            for (DirectWire.Item item : outbox.unconfirmed()) {
                number++;
                Bytes value = DirectWire.messages(outbox.session(), number, List.of(item));
                changes.add(Change.put(AREA, DirectMessages.outboxKey(to, number), value));
            }
        });
        return commit(changes);
    }

    private CompletionStage<Void> commit(List<Change> changes) {
        List<CompletableFuture<Long>> commits = new ArrayList<>();
        List<Change> batch = new ArrayList<>();
        long bytes = 0;
        for (Change change : changes) {
            batch.add(change);
            bytes += change.value() == null ? 0 : change.value().size();
            if (bytes >= BATCH_BYTES || batch.size() == PAGE) {
                commits.add(store.commit(batch).toCompletableFuture());
                batch = new ArrayList<>();
                bytes = 0;
            }
        }
        if (!batch.isEmpty()) {
            commits.add(store.commit(batch).toCompletableFuture());
        }
        return CompletableFuture.allOf(commits.toArray(CompletableFuture[]::new));
    }

    private CompletionStage<List<StoredEntry>> all(String area) {
        return page(area, -1, new ArrayList<>());
    }

    private CompletionStage<List<StoredEntry>> page(String area, long after, List<StoredEntry> before) {
        return store.scan(area, after, PAGE).thenCompose(page -> {
            before.addAll(page);
            return page.isEmpty()
                    ? CompletableFuture.completedFuture(before)
                    : page(area, page.get(page.size() - 1).position(), before);
        });
    }
}
