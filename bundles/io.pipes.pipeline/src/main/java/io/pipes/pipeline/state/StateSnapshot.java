// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.state;

import io.pipes.api.pipeline.From;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.EpochId;
import io.pipes.base.id.NodeId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A state as it was when a history was read up to some message, in pieces: what is taken on the loop are references to what never changes, and
 * what writes and reads it works on other threads.
 */
final class StateSnapshot {
    /** A page is full with so many bytes; it has one item more than fits, at most. */
    private static final int PAGE_BYTES = 256 << 10;

    private static final int MAX_ITEMS = 1_024;

    private StateSnapshot() {}

    /**
     * What was read back.
     *
     * @param unread the epochs that were passed over
     */
    record Restored(ReplicaReader.Replayed replayed, Collection<EpochId> unread) {}

    /** The pieces of what was read. */
    static List<SnapshotItem> of(ReplicaReader.Replayed replayed, Collection<EpochId> unread) {
        List<SnapshotItem> items = new ArrayList<>();
        From.After position = replayed.position();
        if (position != null) {
            items.add(new SnapshotItem.Position(new Dot(position.author(), position.seq(), position.index())));
        }
        StateReplica replica = replayed.replica();
        replica.prune();
        replica.frontier().forEach(dot -> items.add(new SnapshotItem.Frontier(dot)));
        replayed.limits().forEach((author, limit) -> items.add(new SnapshotItem.Limit(author, limit)));
        unread.forEach(epoch -> items.add(new SnapshotItem.Unread(epoch)));
        replica.forEachRegister(
                (part, registers) -> registers.forEach((key, register) -> addAll(items, part, key, register)));
        replica.forEachCounter((name, counter) -> items.add(new SnapshotItem.Sum(name, counter.sum())));
        return items;
    }

    private static void addAll(List<SnapshotItem> items, StatePart part, String key, Register register) {
        register.writes().forEach(write -> items.add(new SnapshotItem.Standing(part, key, write)));
        register.early().forEach(dot -> items.add(new SnapshotItem.Early(part, key, dot)));
    }

    /** The next page of what an iterator has left: an array of items. */
    static Bytes page(Iterator<SnapshotItem> left) {
        List<Bytes> items = new ArrayList<>();
        CborWriter out = new CborWriter();
        int bytes = 0;
        while (left.hasNext() && items.size() < MAX_ITEMS && bytes < PAGE_BYTES) {
            left.next().write(out.reset());
            Bytes item = out.toBytes();
            items.add(item);
            bytes += item.size();
        }
        CborWriter page = new CborWriter(bytes + 16).writeArray(items.size());
        items.forEach(page::writeEncoded);
        return page.toBytes();
    }

    static List<SnapshotItem> read(Bytes page) throws MalformedException {
        CborReader in = new CborReader(page);
        int count = in.readArray(MAX_ITEMS);
        List<SnapshotItem> items = new ArrayList<>(count);
        for (int left = count; left > 0; left--) {
            items.add(SnapshotItem.read(in));
        }
        in.end();
        return items;
    }

    /** Puts pieces together again. */
    static final class Assembly {
        private final StateReplica replica = new StateReplica();
        private final Map<NodeId, Long> limits = new TreeMap<>();
        private final Set<EpochId> unread = new HashSet<>();
        private From.@Nullable After position;

        void add(SnapshotItem item) {
            if (item instanceof SnapshotItem.Position at) {
                position = new From.After(
                        at.last().author(), at.last().seq(), at.last().index());
            } else if (item instanceof SnapshotItem.Frontier frontier) {
                replica.restore(frontier.last());
            } else if (item instanceof SnapshotItem.Limit limit) {
                limits.put(limit.author(), limit.limit());
            } else if (item instanceof SnapshotItem.Unread passedOver) {
                unread.add(passedOver.epoch());
            } else if (item instanceof SnapshotItem.Standing standing) {
                replica.restore(standing.part(), standing.key(), standing.write());
            } else if (item instanceof SnapshotItem.Early early) {
                replica.restore(early.part(), early.key(), early.dot());
            } else if (item instanceof SnapshotItem.Sum sum) {
                replica.restore(sum.name(), sum.sum());
            }
        }

        Restored whole() {
            return new Restored(new ReplicaReader.Replayed(replica, position, limits), unread);
        }
    }
}
