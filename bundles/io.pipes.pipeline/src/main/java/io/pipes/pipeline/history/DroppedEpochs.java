// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.base.Bytes;
import io.pipes.base.id.EpochId;
import io.pipes.pipeline.handover.StoreArea;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.PacketStore;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Of which epochs of one pipeline retention has dropped packets on this node, and since when each is over without that another one was
 * dropped. It is written down, because that may take longer than nodes run. Lives on the node's loop.
 */
final class DroppedEpochs {
    private static final long NOT_OVER = 0;

    private final StoreArea area;
    private final Map<EpochId, Long> since = new HashMap<>();
    private boolean loaded;

    DroppedEpochs(PacketStore store, Bytes routeTag) {
        area = new StoreArea(store, "pipeline/dropped-epochs/" + routeTag.hex());
    }

    /** Reads what was written down, once. */
    CompletionStage<Void> load() {
        if (loaded) {
            return CompletableFuture.completedFuture(null);
        }
        return area.all().thenAccept(all -> {
            all.forEach(entry -> since.put(
                    EpochId.of(entry.key()),
                    entry.value().isEmpty() ? NOT_OVER : entry.value().longAt(0)));
            loaded = true;
        });
    }

    /** What is to be written in the step that drops packets of epochs: more of them may be under way, so time begins anew. */
    List<Change> drop(Set<EpochId> epochs) {
        return epochs.stream()
                .filter(epoch -> since.getOrDefault(epoch, -1L) != NOT_OVER)
                .map(epoch -> written(epoch, NOT_OVER))
                .toList();
    }

    /** The step of {@link #drop} is durable. */
    void dropped(Set<EpochId> epochs) {
        epochs.forEach(epoch -> since.put(epoch, NOT_OVER));
    }

    /** Time begins for those that are over from now on, and ends for those that are not; a time that is still to come is no time. */
    CompletionStage<Void> look(Collection<EpochId> over, long now) {
        Map<EpochId, Long> changed = new HashMap<>();
        since.forEach((epoch, before) -> {
            boolean begun = before != NOT_OVER && before <= now;
            if (over.contains(epoch) ? !begun : before != NOT_OVER) {
                changed.put(epoch, over.contains(epoch) ? now : NOT_OVER);
            }
        });
        return write(changed);
    }

    /** Time begins anew for epochs of which packets are here again. */
    CompletionStage<Void> restart(Set<EpochId> epochs) {
        Map<EpochId, Long> changed = new HashMap<>();
        epochs.forEach(epoch -> changed.put(epoch, NOT_OVER));
        return write(changed);
    }

    /** What is to be written in the step that destroys the secrets of epochs: there is nothing more to find out about them. */
    List<Change> forget(Collection<EpochId> destroyed) {
        return destroyed.stream().map(epoch -> area.remove(epoch.bytes())).toList();
    }

    /** The step of {@link #forget} is durable. */
    void forgotten(Collection<EpochId> destroyed) {
        since.keySet().removeAll(destroyed);
    }

    private CompletionStage<Void> write(Map<EpochId, Long> changed) {
        List<Change> changes = new ArrayList<>();
        changed.forEach((epoch, millis) -> changes.add(written(epoch, millis)));
        since.putAll(changed);
        return area.commit(changes);
    }

    private Change written(EpochId epoch, long millis) {
        Bytes value = millis == NOT_OVER
                ? Bytes.EMPTY
                : Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(millis).array());
        return area.put(epoch.bytes(), value);
    }

    /** Whether an epoch has been over since a time, in milliseconds, or longer. */
    boolean isOverSince(EpochId epoch, long millis) {
        long begun = since.getOrDefault(epoch, NOT_OVER);
        return begun != NOT_OVER && begun <= millis;
    }
}
