// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.held;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.handover.StoreArea;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.PacketStore;
import io.pipes.spi.storage.StoredEntry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The letters that a node holds and those it has sent: what is known of each in memory, the letters themselves on disk only. An entry counts
 * from the moment it is durable.
 */
final class LetterBook {
    private static final String ENTRIES = "pipeline/held";
    private static final String LETTERS = "pipeline/held-letters";
    private static final String NUMBERS = "pipeline/held-numbers";

    private final PacketStore store;
    private final StoreArea entries;
    private final StoreArea numbers;
    /** In the order in which they came. */
    private final Map<Bytes, LetterEntry> all = new LinkedHashMap<>();

    private final Map<NodeId, Long> lastNumbers = new TreeMap<>();

    LetterBook(PacketStore store) {
        this.store = store;
        entries = new StoreArea(store, ENTRIES);
        numbers = new StoreArea(store, NUMBERS);
    }

    CompletionStage<Void> load() {
        return entries.all()
                .thenCompose(stored -> {
                    stored.forEach(this::read);
                    return numbers.all();
                })
                .thenAccept(stored -> stored.stream()
                        .filter(one ->
                                one.key().size() == NodeId.SIZE && one.value().size() == Long.BYTES)
                        .forEach(one -> lastNumbers.put(
                                NodeId.of(one.key()), one.value().buffer().getLong())));
    }

    private void read(StoredEntry stored) {
        try {
            all.put(stored.key(), LetterEntry.decode(stored.key(), stored.value()));
        } catch (MalformedException otherVersion) {
            // The store has checked the bytes; whoever else has the letter has it still.
            all.remove(stored.key());
        }
    }

    /** All entries, oldest first; a copy. */
    List<LetterEntry> all() {
        return List.copyOf(all.values());
    }

    @Nullable
    LetterEntry find(Bytes id) {
        return all.get(id);
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** The number for the next letter to a member; never given twice while the process lives. */
    long nextNumber(NodeId recipient) {
        return lastNumbers.merge(recipient, 1L, Long::sum);
    }

    /** Keeps a letter of this node; no later one gets its number, whatever happens. */
    CompletionStage<Void> putOwn(LetterEntry entry, Letter letter) {
        Bytes number = Bytes.wrap(ByteBuffer.allocate(Long.BYTES)
                .putLong(lastNumbers.getOrDefault(entry.recipient(), entry.number()))
                .array());
        return put(entry, letter, List.of(numbers.put(entry.recipient().bytes(), number)));
    }

    /** Keeps a letter of somebody else. */
    CompletionStage<Void> put(LetterEntry entry, Letter letter) {
        return put(entry, letter, List.of());
    }

    private CompletionStage<Void> put(LetterEntry entry, Letter letter, List<Change> more) {
        List<Change> changes = new ArrayList<>(more);
        changes.add(Change.put(LETTERS, entry.id(), letter.encoded()));
        changes.add(entries.put(entry.id(), entry.encode()));
        return store.commit(changes).thenAccept(durable -> all.put(entry.id(), entry));
    }

    /** Notes what is known of a letter now; may be lost in a crash, since it can be learned again. */
    void update(LetterEntry entry) {
        if (all.replace(entry.id(), entry) != null) {
            store.commit(List.of(entries.put(entry.id(), entry.encode())));
        }
    }

    /** The letter has its receipt: nobody needs what is in it any more. */
    CompletionStage<Void> settle(LetterEntry entry) {
        all.replace(entry.id(), entry);
        return store.commit(List.of(entries.put(entry.id(), entry.encode()), Change.remove(LETTERS, entry.id())))
                .thenAccept(durable -> {});
    }

    void remove(Collection<LetterEntry> given) {
        List<Change> changes = new ArrayList<>();
        for (LetterEntry entry : given) {
            if (all.remove(entry.id()) != null) {
                changes.add(Change.remove(ENTRIES, entry.id()));
                changes.add(Change.remove(LETTERS, entry.id()));
            }
        }
        if (!changes.isEmpty()) {
            entries.commit(changes);
        }
    }

    /** The letter itself; empty if the disk has damaged it. */
    CompletionStage<Optional<Bytes>> letter(Bytes id) {
        return store.read(LETTERS, id);
    }
}
