// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.api.pipeline.Retention;
import io.pipes.base.MalformedException;
import io.pipes.base.id.EpochId;
import io.pipes.base.id.PipelineId;
import io.pipes.pipeline.catalog.PipelineEntry;
import io.pipes.pipeline.epoch.EpochBook;
import io.pipes.pipeline.packet.Packet;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.StoredEntry;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Destroys the secrets of past epochs of which retention has dropped packets on this node and left none: what was dropped is not to be read
 * any more, not even from a copy.
 *
 * <p>That no packet of an epoch is here says nothing by itself: they may be still to be fetched, by who joins or was away. So those alone
 * count of which this node had some and dropped them, and time is measured from when it found that they were over.
 */
final class Shredding {
    /**
     * How long an epoch must be over where packets are not kept by age: who was apart may still bring something under it.
     */
    static final Duration LATE = Duration.ofDays(7);

    /** After a start this node waits for what came while it was not there, and for damage to be found. */
    static final Duration SETTLED = Duration.ofHours(1);

    private static final int PAGE = 256;

    private final NodeContext node;
    private final Supplier<PipelineEntry> present;
    private final HistoryStore store;
    private final EpochBook epochs;
    private final BooleanSupplier whole;
    private final DroppedEpochs dropped;
    private final long begun;

    /** @param whole whether no packet is damaged here, as far as is known */
    Shredding(
            NodeContext node,
            Supplier<PipelineEntry> present,
            HistoryStore store,
            EpochBook epochs,
            BooleanSupplier whole) {
        this.node = node;
        this.present = present;
        this.store = store;
        this.epochs = epochs;
        this.whole = whole;
        dropped = new DroppedEpochs(node.store(), present.get().routeTag());
        begun = node.clock().nanos();
    }

    /** Reads what was noted before; to be done before anything is dropped. */
    CompletionStage<Void> load() {
        return dropped.load();
    }

    /**
     * What is to change in the same step of the store with packets that are dropped.
     *
     * @param of their epochs; those that this node cannot open are nothing to it, and whoever publishes could name any number of them
     */
    List<Change> drop(Set<EpochId> of) {
        return dropped.drop(opened(of));
    }

    /** Packets of these epochs were dropped. */
    void dropped(Set<EpochId> of) {
        dropped.dropped(opened(of));
    }

    private Set<EpochId> opened(Set<EpochId> of) {
        PipelineId pipeline = present.get().id();
        return of.stream()
                .filter(epoch -> epochs.secret(pipeline, epoch).isPresent())
                .collect(Collectors.toSet());
    }

    /** Looks once; nothing may be dropped meanwhile. */
    CompletionStage<Void> look() {
        PipelineEntry pipeline = present.get();
        if (pipeline.retention() instanceof Retention.All) {
            return CompletableFuture.completedFuture(null);
        }
        return dropped.look(epochs.over(pipeline), node.clock().wallMillis())
                .thenComposeAsync(looked -> shred(pipeline), node.loop());
    }

    private CompletionStage<Void> shred(PipelineEntry pipeline) {
        Duration over = pipeline.retention() instanceof Retention.Age age ? age.length() : LATE;
        Set<EpochId> due = due(pipeline, over);
        return due.isEmpty() || !isSettled(over) || !whole.getAsBoolean()
                ? CompletableFuture.completedFuture(null)
                : scan(-1, new HashSet<>()).thenComposeAsync(used -> destroy(pipeline, due, used), node.loop());
    }

    private Set<EpochId> due(PipelineEntry pipeline, Duration over) {
        long before = node.clock().wallMillis() - over.toMillis();
        return epochs.past(pipeline).stream()
                .filter(epoch -> dropped.isOverSince(epoch, before))
                .collect(Collectors.toSet());
    }

    private boolean isSettled(Duration over) {
        Duration least = over.compareTo(SETTLED) < 0 ? over : SETTLED;
        return node.clock().nanos() - begun >= least.toNanos();
    }

    /** The epochs of all packets that are here. */
    private CompletionStage<Set<EpochId>> scan(long after, Set<EpochId> used) {
        return store.scan(after, PAGE).thenCompose(page -> {
            page.forEach(entry -> note(entry, used));
            return page.isEmpty()
                    ? CompletableFuture.completedFuture(used)
                    : scan(page.get(page.size() - 1).position(), used);
        });
    }

    private static void note(StoredEntry entry, Set<EpochId> used) {
        try {
            used.add(Packet.headerOf(StoredPacket.encoded(entry.value())).epoch());
        } catch (MalformedException otherVersion) {
            // What this node cannot read at all needs no key.
            return;
        }
    }

    private CompletionStage<Void> destroy(PipelineEntry pipeline, Set<EpochId> due, Set<EpochId> used) {
        Set<EpochId> unused = new HashSet<>(due);
        unused.removeAll(used);
        due.retainAll(used);
        return dropped.restart(due)
                .thenComposeAsync(done -> epochs.destroy(pipeline.id(), unused, dropped.forget(unused)), node.loop())
                .thenRun(() -> dropped.forgotten(unused));
    }
}
