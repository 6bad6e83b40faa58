// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.state;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.EpochId;
import io.pipes.base.id.NodeId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A state as it was when a history was read up to some packet of each author, in pieces: what is taken on the loop are references to what never changes, and
 * what writes and reads it works on other threads.
 */
final class StateSnapshot {
    /** A page is full with so many bytes; it has one item more than fits, at most. */
    private static final int PAGE_BYTES = 256 << 10;

    private static final int MAX_ITEMS = 1_024;

    private StateSnapshot() {}

    /** The pieces of what was read. */
    static List<SnapshotItem> of(ReplicaReader.Replayed replayed) {
        List<SnapshotItem> items = new ArrayList<>();
        replayed.read().forEach((author, seq) -> items.add(new SnapshotItem.Read(author, seq)));
        StateReplica replica = replayed.replica();
        replica.prune();
        replica.frontier().forEach(dot -> items.add(new SnapshotItem.Frontier(dot)));
        replayed.unread()
                .forEach(
                        (author, epochs) -> epochs.forEach(epoch -> items.add(new SnapshotItem.Unread(author, epoch))));
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
        private final Map<NodeId, Long> read = new TreeMap<>();
        private final Map<NodeId, Set<EpochId>> unread = new TreeMap<>();

        void add(SnapshotItem item) {
            if (item instanceof SnapshotItem.Read upTo) {
                read.put(upTo.author(), upTo.seq());
            } else if (item instanceof SnapshotItem.Frontier frontier) {
                replica.restore(frontier.last());
            } else if (item instanceof SnapshotItem.Unread passedOver) {
                unread.computeIfAbsent(passedOver.author(), none -> new TreeSet<>())
                        .add(passedOver.epoch());
            } else if (item instanceof SnapshotItem.Standing standing) {
                replica.restore(standing.part(), standing.key(), standing.write());
            } else if (item instanceof SnapshotItem.Early early) {
                replica.restore(early.part(), early.key(), early.dot());
            } else if (item instanceof SnapshotItem.Sum sum) {
                replica.restore(sum.name(), sum.sum());
            }
        }

        ReplicaReader.Replayed whole() {
            return new ReplicaReader.Replayed(replica, read, unread);
        }
    }
}
