// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.direct;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.handover.StoreArea;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.PacketStore;
import io.pipes.spi.storage.StoredEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/**
 * What one life of the bundle leaves to the next: messages without a receipt, each under its receiver and number, and the notes of what was
 * delivered. Taking an old leftover by mistake does no harm: the receiver knows session and number already.
 */
final class SavedOutboxes {
    private final StoreArea delivered;
    private final StoreArea messages;

    SavedOutboxes(PacketStore store) {
        delivered = new StoreArea(store, DeliveredNote.AREA);
        messages = new StoreArea(store, "pipeline/outbox");
    }

    CompletionStage<Map<NodeId, Bytes>> loadDelivered() {
        return delivered.all().thenApply(entries -> {
            Map<NodeId, Bytes> notes = new TreeMap<>();
            entries.stream()
                    .filter(entry -> entry.key().size() == NodeId.SIZE)
                    .forEach(entry -> notes.put(NodeId.of(entry.key()), entry.value()));
            return notes;
        });
    }

    /** Makes an outbox that goes on behind a number in a session. */
    interface Maker {
        Outbox make(NodeId to, long session, long lastNumber);
    }

    CompletionStage<Map<NodeId, Outbox>> takeOutboxes(Maker maker) {
        return messages.takeAll().thenApply(entries -> {
            Map<NodeId, Outbox> outboxes = new TreeMap<>();
            entries.forEach(entry -> restore(entry, outboxes, maker));
            return outboxes;
        });
    }

    private static void restore(StoredEntry entry, Map<NodeId, Outbox> outboxes, Maker maker) {
        try {
            DirectWire.Said said = DirectWire.read(entry.value());
            NodeId to = NodeId.of(entry.key().slice(0, NodeId.SIZE));
            outboxes.computeIfAbsent(to, none -> maker.make(to, said.session(), said.number() - 1))
                    .restore(said.number(), new Submission(to, said.items().get(0)));
        } catch (MalformedException damaged) {
            // The store has checked the bytes; an older format is the only way here, and its messages had no promise.
            return;
        }
    }

    CompletionStage<Void> saveOutboxes(Map<NodeId, Outbox> outboxes) {
        List<Change> changes = new ArrayList<>();
        outboxes.forEach((to, outbox) -> {
            for (Submission left : outbox.unconfirmed()) {
                Bytes value = DirectWire.messages(outbox.session(), left.number(), List.of(left.item()));
                changes.add(messages.put(DirectMessages.outboxKey(to, left.number()), value));
            }
        });
        return messages.commit(changes);
    }
}
