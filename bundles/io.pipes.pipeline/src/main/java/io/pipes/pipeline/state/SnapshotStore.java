// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.state;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.pipeline.handover.StoreArea;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.StoredEntry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Where the snapshot of a pipeline's state lies in the node's store: pages under two numbers, that of the snapshot and their own, and a
 * head that names the snapshot that is whole. Numbers come by chance, and the head is written when all pages are durable; the pages of other
 * snapshots are removed after that. So a crash leaves the one before, or the new one.
 *
 * <p>A snapshot can always be made again from the history. So what does not read is as good as none.
 */
final class SnapshotStore {
    private static final int VERSION = 2;
    private static final int MAX_PAGES = 1 << 20;
    private static final Bytes HEAD = Bytes.utf8("head");

    private final NodeContext node;
    private final String name;
    private final StoreArea area;
    /** The keys of all pages that are there; null if that is not known. */
    private @Nullable List<Bytes> known;

    SnapshotStore(NodeContext node, Bytes routeTag) {
        this.node = node;
        name = name(routeTag);
        area = new StoreArea(node.store(), name);
    }

    private static String name(Bytes routeTag) {
        return "pipeline/state/" + routeTag.hex();
    }

    /** Without its head there is no snapshot; the pages go when another one is written. */
    static Change forget(Bytes routeTag) {
        return Change.remove(name(routeTag), HEAD);
    }

    /** The snapshot that is whole, if there is one that reads. Completes on the node's loop. */
    CompletionStage<Optional<ReplicaReader.Replayed>> read() {
        return node.store()
                .read(name, HEAD)
                .thenCompose(head -> head.isPresent() ? pages(head.get()) : nothing())
                .exceptionally(unreadable -> Optional.empty());
    }

    private static CompletionStage<Optional<ReplicaReader.Replayed>> nothing() {
        return CompletableFuture.completedFuture(Optional.empty());
    }

    private CompletionStage<Optional<ReplicaReader.Replayed>> pages(Bytes head) {
        try {
            CborReader in = new CborReader(head);
            in.readArrayExactly(3);
            in.readInt(VERSION, VERSION);
            long snapshot = in.readUnsigned(Long.MAX_VALUE);
            int count = in.readInt(1, MAX_PAGES);
            in.end();
            return pages(snapshot, 0, count, new StateSnapshot.Assembly());
        } catch (MalformedException otherVersion) {
            return nothing();
        }
    }

    private CompletionStage<Optional<ReplicaReader.Replayed>> pages(
            long snapshot, int next, int count, StateSnapshot.Assembly assembly) {
        if (next == count) {
            return CompletableFuture.completedFuture(Optional.of(assembly.whole()));
        }
        return node.store()
                .read(name, key(snapshot, next))
                .thenApplyAsync(SnapshotStore::items, node.workers())
                .thenComposeAsync(
                        items -> {
                            items.ifPresent(some -> some.forEach(assembly::add));
                            return items.isPresent() ? pages(snapshot, next + 1, count, assembly) : nothing();
                        },
                        node.loop());
    }

    private static Optional<List<SnapshotItem>> items(Optional<Bytes> page) {
        try {
            return page.isPresent() ? Optional.of(StateSnapshot.read(page.get())) : Optional.empty();
        } catch (MalformedException otherVersion) {
            return Optional.empty();
        }
    }

    /**
     * Makes a snapshot durable in the place of the one before; not while another one is being written.
     *
     * @return its size in bytes
     */
    CompletionStage<Long> write(List<SnapshotItem> items) {
        long snapshot = node.randomness().nextLong() & Long.MAX_VALUE;
        return CompletableFuture.supplyAsync(() -> pages(snapshot, items), node.workers())
                .thenComposeAsync(
                        pages -> area.commit(pages)
                                .thenCompose(there -> area.commit(List.of(head(snapshot, pages.size()))))
                                .thenCompose(whole -> removeOthers(pages))
                                .thenApply(removed -> bytes(pages)),
                        node.loop())
                .whenComplete((size, failure) -> {
                    if (failure != null) {
                        // Some pages may be there: the next one looks for them.
                        known = null;
                    }
                });
    }

    private List<Change> pages(long snapshot, List<SnapshotItem> items) {
        List<Change> pages = new ArrayList<>();
        Iterator<SnapshotItem> left = items.iterator();
        do {
            pages.add(area.put(key(snapshot, pages.size()), StateSnapshot.page(left)));
        } while (left.hasNext());
        return pages;
    }

    private static long bytes(List<Change> pages) {
        return pages.stream()
                .mapToLong(page -> Objects.requireNonNull(page.value()).size())
                .sum();
    }

    private Change head(long snapshot, int pages) {
        CborWriter out = new CborWriter(32).writeArray(3).writeUnsigned(VERSION);
        return area.put(HEAD, out.writeUnsigned(snapshot).writeUnsigned(pages).toBytes());
    }

    /** Looks through the area if it may have pages that nobody knows of, because writing failed or this node has just begun. */
    private CompletionStage<Void> removeOthers(List<Change> pages) {
        List<Bytes> now = pages.stream().map(Change::key).toList();
        Set<Bytes> kept = Set.copyOf(now);
        List<Bytes> before = known;
        CompletionStage<List<Bytes>> all = before != null
                ? CompletableFuture.completedFuture(before)
                : area.all()
                        .thenApply(entries -> entries.stream()
                                .map(StoredEntry::key)
                                .filter(key -> !key.equals(HEAD))
                                .toList());
        known = null;
        return all.thenCompose(keys -> area.commit(keys.stream()
                        .filter(key -> !kept.contains(key))
                        .map(key -> Change.remove(name, key))
                        .toList()))
                .thenRun(() -> known = now);
    }

    private static Bytes key(long snapshot, int page) {
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
                .putLong(snapshot)
                .putInt(page)
                .array());
    }
}
