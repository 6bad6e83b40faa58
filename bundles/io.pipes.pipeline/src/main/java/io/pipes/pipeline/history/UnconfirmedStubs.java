// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.base.Bytes;
import io.pipes.base.Clamp;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.handover.StoreArea;
import io.pipes.spi.storage.PacketStore;
import io.pipes.spi.storage.StoredEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which stubs came from one member, or from nobody who vouches for them, and were not confirmed yet. A stub proves what the packet was, and
 * not that a later message of its key is there: who wants to keep something from this node can give it a stub. Another member that has the
 * packet whole gives it; if that one has a stub too, and not by hearsay, it is believed. Lives on the node's loop.
 */
final class UnconfirmedStubs {
    /** Of one author; beyond, what lies between those of one member counts too. */
    private static final int MAX_RANGES = 256;
    /** Stubs of one member that are not farther apart are one range: they can be asked for at once. */
    private static final long NEAR = 1_024;

    private final StoreArea area;
    private final NodeId nobody;
    private final Map<NodeId, List<Range>> ranges = new TreeMap<>();

    /** Stubs of one author, and perhaps whole packets between them, for which one member vouches. Those of several may lie among each other. */
    private record Range(long first, long last, NodeId giver) {
        private boolean meets(long begin, long end) {
            return first <= end && last >= begin;
        }

        private boolean isNear(Range other) {
            return giver.equals(other.giver) && meets(other.first - NEAR, Clamp.add(other.last, NEAR));
        }

        private Range and(Range other) {
            return new Range(Math.min(first, other.first), Math.max(last, other.last), giver);
        }

        /** What lies before a part of it, and behind. */
        private Stream<Range> without(long begin, long end) {
            return Stream.concat(
                    first < begin ? Stream.of(new Range(first, begin - 1, giver)) : Stream.of(),
                    last > end ? Stream.of(new Range(end + 1, last, giver)) : Stream.of());
        }

        private Range within(long begin, long end, NodeId by) {
            return new Range(Math.max(first, begin), Math.min(last, end), by);
        }
    }

    /** @param nobody stands for nobody: this node itself, which gives itself nothing */
    UnconfirmedStubs(PacketStore store, Bytes routeTag, NodeId nobody) {
        area = new StoreArea(store, "pipeline/unconfirmed-stubs/" + routeTag.hex());
        this.nobody = nobody;
    }

    /** Reads what was unconfirmed when this node was stopped; of what cannot be read nothing was confirmed. */
    CompletionStage<Void> load() {
        return area.all().thenAccept(all -> all.forEach(entry -> ranges.put(NodeId.of(entry.key()), read(entry))));
    }

    private List<Range> read(StoredEntry entry) {
        try {
            return read(entry.value());
        } catch (MalformedException | IllegalArgumentException otherVersion) {
            return List.of(new Range(1, Long.MAX_VALUE, nobody));
        }
    }

    private static List<Range> read(Bytes written) throws MalformedException {
        CborReader in = new CborReader(written);
        int count = in.readArray(MAX_RANGES);
        List<Range> found = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            in.readArrayExactly(3);
            found.add(new Range(in.readLong(1, Long.MAX_VALUE), in.readLong(1, Long.MAX_VALUE), NodeId.read(in)));
        }
        in.end();
        return found;
    }

    /**
     * Stubs of an author came, the first and the last one with these numbers; what lies between them, and between them and near ones, counts
     * too.
     *
     * @param giver who vouches for them, or {@code nobody}
     */
    void add(NodeId author, long first, long last, NodeId giver) {
        put(author, with(of(author), new Range(first, last, giver)));
    }

    private static List<Range> with(List<Range> some, Range more) {
        List<Range> near = some.stream().filter(more::isNear).toList();
        List<Range> all = new ArrayList<>(some);
        all.removeAll(near);
        all.add(near.stream().reduce(more, Range::and));
        return all;
    }

    private List<Range> of(NodeId author) {
        return ranges.getOrDefault(author, List.of());
    }

    /** What another member is to be asked for first of an author, between two numbers. */
    Optional<Missing> first(NodeId author, long begin, long end, NodeId peer) {
        return of(author).stream()
                .filter(range -> range.meets(begin, end) && !range.giver().equals(peer))
                .map(range -> new Missing(Math.max(range.first(), begin), Math.min(range.last(), end)))
                .min(Comparator.comparingLong(Missing::first));
    }

    /** Whether a stub is unconfirmed of which this member may say something. */
    boolean isOpen(NodeId author, long seq, NodeId peer) {
        return of(author).stream()
                .anyMatch(range -> range.meets(seq, seq) && !range.giver().equals(peer));
    }

    /** Whether some between two numbers are unconfirmed. */
    boolean has(NodeId author, long first, long last) {
        return of(author).stream().anyMatch(range -> range.meets(first, last));
    }

    /** Another member has said what it has between two numbers. Where nobody vouched for stubs so far, it is the first one. */
    void settle(NodeId author, long first, long last, NodeId peer) {
        List<Range> open = of(author).stream()
                .filter(range -> range.meets(first, last) && !range.giver().equals(peer))
                .toList();
        if (!open.isEmpty()) {
            List<Range> all = new ArrayList<>(of(author));
            all.removeAll(open);
            open.forEach(range -> range.without(first, last).forEach(all::add));
            List<Range> left = all;
            for (Range range : open) {
                if (range.giver().equals(nobody)) {
                    left = with(left, range.within(first, last, peer));
                }
            }
            put(author, left);
        }
    }

    /** Between two numbers there are no stubs any more. */
    void forget(NodeId author, long first, long last) {
        if (has(author, first, last)) {
            put(
                    author,
                    of(author).stream()
                            .flatMap(range -> range.meets(first, last) ? range.without(first, last) : Stream.of(range))
                            .toList());
        }
    }

    /** Of whom there are some. */
    Set<NodeId> authors() {
        return Set.copyOf(ranges.keySet());
    }

    private void put(NodeId author, List<Range> some) {
        List<Range> all = bounded(some);
        if (all.isEmpty()) {
            ranges.remove(author);
        } else {
            ranges.put(author, all);
        }
        // A disk that is full remembers none of it, and takes no stubs either.
        area.commit(List.of(all.isEmpty() ? area.remove(author.bytes()) : area.put(author.bytes(), written(all))));
    }

    /** What is too much becomes one of whoever has the most; of so many that each has one, one of any of them. */
    private static List<Range> bounded(List<Range> some) {
        List<Range> all = some;
        while (all.size() > MAX_RANGES) {
            Map<NodeId, List<Range>> of = all.stream().collect(Collectors.groupingBy(Range::giver));
            List<Range> most = of.values().stream()
                    .max(Comparator.comparingInt(List::size))
                    .orElseThrow();
            List<Range> one = most.size() > 1 ? most : all;
            List<Range> fewer = new ArrayList<>(all);
            fewer.removeAll(one);
            fewer.add(one.stream().reduce(Range::and).orElseThrow());
            all = fewer;
        }
        return all;
    }

    private static Bytes written(List<Range> all) {
        CborWriter out = new CborWriter().writeArray(all.size());
        all.forEach(range -> out.writeArray(3)
                .writeUnsigned(range.first())
                .writeUnsigned(range.last())
                .writeBytes(range.giver().bytes()));
        return out.toBytes();
    }
}
