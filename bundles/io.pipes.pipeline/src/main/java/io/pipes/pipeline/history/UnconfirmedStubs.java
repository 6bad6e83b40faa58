// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.handover.StoreArea;
import io.pipes.spi.storage.PacketStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * Which stubs came from one member and were not asked from another one yet. A stub proves what the packet was, and not that a later message
 * of its key is there: who wants to keep something from this node can give it a stub. Another member that has the packet whole gives it; if
 * that one has a stub too, it is believed. Lives on the node's loop.
 */
final class UnconfirmedStubs {
    /** Of one author; beyond, the last two are taken for one from the same member. */
    private static final int MAX_RANGES = 256;

    private final StoreArea area;
    private final Map<NodeId, List<Range>> ranges = new TreeMap<>();

    /** Stubs of one author, and perhaps whole packets between them, that came from a member. */
    private record Range(long first, long last, NodeId giver) {
        private boolean meets(long begin, long end, NodeId peer) {
            return first <= end && last >= begin && !giver.equals(peer);
        }

        /** What is left when some of it is settled. */
        private Stream<Range> without(long begin, long end) {
            return Stream.of(new Range(first, begin - 1, giver), new Range(end + 1, last, giver))
                    .filter(part -> part.first <= part.last);
        }
    }

    UnconfirmedStubs(PacketStore store, Bytes routeTag) {
        area = new StoreArea(store, "pipeline/unconfirmed-stubs/" + routeTag.hex());
    }

    /** Reads what was unconfirmed when this node was stopped. */
    CompletionStage<Void> load() {
        return area.all()
                .thenAccept(all -> all.forEach(entry -> {
                    try {
                        ranges.put(NodeId.of(entry.key()), read(entry.value()));
                    } catch (MalformedException | IllegalArgumentException otherVersion) {
                        // As if all of them had been confirmed.
                        return;
                    }
                }));
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

    /** Stubs came from a member, the first and the last one with these numbers; what lies between them and what it gave before counts too. */
    void add(NodeId author, long first, long last, NodeId giver) {
        List<Range> all = new ArrayList<>(of(author));
        Range before = all.isEmpty() ? null : all.get(all.size() - 1);
        if (before != null && (before.giver().equals(giver) || all.size() == MAX_RANGES)) {
            all.set(all.size() - 1, new Range(Math.min(before.first(), first), Math.max(before.last(), last), giver));
        } else {
            all.add(new Range(first, last, giver));
        }
        put(author, all);
    }

    private List<Range> of(NodeId author) {
        return ranges.getOrDefault(author, List.of());
    }

    /** What another member is to be asked for first of an author, between two numbers. */
    Optional<Missing> first(NodeId author, long begin, long end, NodeId peer) {
        return of(author).stream()
                .filter(range -> range.meets(begin, end, peer))
                .findFirst()
                .map(range -> new Missing(Math.max(range.first(), begin), Math.min(range.last(), end)));
    }

    /** Whether a stub is unconfirmed of which this member says something now. */
    boolean isOpen(NodeId author, long seq, NodeId peer) {
        return of(author).stream().anyMatch(range -> range.meets(seq, seq, peer));
    }

    /** Another member has said what it has between two numbers. */
    void settle(NodeId author, long first, long last, NodeId peer) {
        if (of(author).stream().anyMatch(range -> range.meets(first, last, peer))) {
            put(
                    author,
                    of(author).stream()
                            .flatMap(range ->
                                    range.meets(first, last, peer) ? range.without(first, last) : Stream.of(range))
                            .toList());
        }
    }

    /** Of whom there are some. */
    Set<NodeId> authors() {
        return Set.copyOf(ranges.keySet());
    }

    private void put(NodeId author, List<Range> all) {
        if (all.isEmpty()) {
            ranges.remove(author);
        } else {
            ranges.put(author, all);
        }
        // A disk that is full remembers none of it, and takes no stubs either.
        area.commit(List.of(all.isEmpty() ? area.remove(author.bytes()) : area.put(author.bytes(), written(all))));
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
