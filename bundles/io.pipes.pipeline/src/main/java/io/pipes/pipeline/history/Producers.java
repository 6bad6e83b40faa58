// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.api.message.MessageName;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.pipeline.handover.StoreArea;
import io.pipes.pipeline.publish.Outgoing;
import io.pipes.spi.local.ProducerNumber;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.PacketStore;
import io.pipes.spi.storage.StoredEntry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * Which messages the producers of one pipeline have made durable on this node: written in the same step as these, so that a producer is never
 * told of a message that is not there, nor may publish one again that is. Used on the node's loop.
 */
final class Producers {
    /** So many are remembered; the one that has published nothing for longest goes first. */
    static final int MAX = 1_024;

    private final StoreArea area;

    /** The one that has published nothing for longest first, as in the store. */
    private final Map<String, StoredNumbers> known = new LinkedHashMap<>();

    Producers(PacketStore store, Bytes routeTag) {
        area = new StoreArea(store, "pipeline/producers/" + routeTag.hex());
    }

    CompletionStage<Void> load() {
        return area.all().thenAccept(all -> {
            known.clear();
            all.forEach(this::read);
        });
    }

    private void read(StoredEntry entry) {
        try {
            known.put(new String(entry.key().toArray(), StandardCharsets.US_ASCII), StoredNumbers.read(entry.value()));
        } catch (MalformedException otherVersion) {
            // As if this producer had published nothing: a message may come twice, and none is lost.
            return;
        }
    }

    Optional<StoredNumbers> find(String producer) {
        return Optional.ofNullable(known.get(producer));
    }

    boolean isStored(ProducerNumber number) {
        return find(number.producer())
                .filter(stored -> stored.contains(number.number()))
                .isPresent();
    }

    /** How many changes a packet brings at most: who is new sends another one away. */
    static int changes(Outgoing packet) {
        return 2
                * (int) packet.numbered().stream()
                        .map(one -> one.number().producer())
                        .distinct()
                        .count();
    }

    /** What changes when packets become durable; it counts when it is {@linkplain #stored told} that they are. */
    Update update(Stream<Outgoing> packets) {
        Map<String, StoredNumbers> changed = new LinkedHashMap<>();
        packets.forEach(packet -> packet.numbered().forEach(one -> {
            String producer = one.number().producer();
            StoredNumbers before = changed.remove(producer);
            changed.put(producer, with(before == null ? find(producer) : Optional.of(before), packet, one));
        }));
        return new Update(changed, forgotten(changed));
    }

    private static StoredNumbers with(Optional<StoredNumbers> before, Outgoing packet, Outgoing.Numbered one) {
        long number = one.number().number();
        MessageName.Published message =
                new MessageName.Published(packet.packet().id(), one.index());
        return before.map(stored -> stored.with(number, message)).orElseGet(() -> StoredNumbers.first(number, message));
    }

    private List<String> forgotten(Map<String, StoredNumbers> changed) {
        long fresh = changed.keySet().stream()
                .filter(producer -> !known.containsKey(producer))
                .count();
        return Stream.concat(
                        known.keySet().stream().filter(producer -> !changed.containsKey(producer)),
                        changed.keySet().stream())
                .limit(Math.max(0, known.size() + fresh - MAX))
                .toList();
    }

    void stored(Update update) {
        update.changed.forEach((producer, numbers) -> {
            known.remove(producer);
            known.put(producer, numbers);
        });
        update.forgotten.forEach(known::remove);
    }

    /** What one step of the store changes. */
    final class Update {
        private final Map<String, StoredNumbers> changed;
        private final List<String> forgotten;

        private Update(Map<String, StoredNumbers> changed, List<String> forgotten) {
            this.changed = changed;
            this.forgotten = forgotten;
        }

        List<Change> changes() {
            List<Change> changes = new ArrayList<>(changed.size() + forgotten.size());
            changed.forEach((producer, numbers) -> changes.add(area.put(key(producer), numbers.write())));
            forgotten.forEach(producer -> changes.add(area.remove(key(producer))));
            return changes;
        }
    }

    private static Bytes key(String producer) {
        return Bytes.wrap(producer.getBytes(StandardCharsets.US_ASCII));
    }
}
