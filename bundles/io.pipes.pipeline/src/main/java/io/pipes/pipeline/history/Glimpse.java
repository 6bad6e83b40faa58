// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.base.id.NodeId;
import io.pipes.pipeline.packet.Packet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What one reader sees of a {@link Preview}: packets behind the ends of chains, and behind gaps where chains have not come up to them.
 *
 * @param ends of each author packets that follow each other, at least one
 */
record Glimpse(Map<NodeId, List<Packet>> ends) {
    static final Glimpse NOTHING = new Glimpse(Map.of());

    /** A packet that is not on the disk; empty for one that may be there. */
    Optional<Packet> packet(DisplayPlace place) {
        List<Packet> end = ends.getOrDefault(place.author(), List.of());
        long index = end.isEmpty() ? -1 : place.seq() - end.get(0).header().seq();
        return index >= 0 && index < end.size() ? Optional.of(end.get((int) index)) : Optional.empty();
    }

    /** What is there of a history and of this, from the end; where an author's packets have a gap it ends, so nothing is left out. */
    DisplayPlaces backwards(HistoryStore store, Chains chains) {
        Set<NodeId> authors = new LinkedHashSet<>(chains.authors());
        authors.addAll(ends.keySet());
        List<DisplayCursor> cursors = new ArrayList<>();
        List<DisplayPlace> bounds = new ArrayList<>();
        for (NodeId author : authors) {
            List<DisplayPlace> places = places(author);
            long first = chains.first(author);
            long last = Math.min(chains.end(author), chains.limit(author));
            boolean gap = !places.isEmpty() && places.get(0).seq() > last + 1;
            cursors.add(new DisplayCursor(store, author, first, gap ? first - 1 : last, true, places));
            if (gap) {
                bounds.add(places.get(0));
            }
        }
        DisplayPlaces merged = new DisplayMerge(cursors, true);
        return bounds.isEmpty() ? merged : notBefore(Collections.max(bounds), merged);
    }

    private List<DisplayPlace> places(NodeId author) {
        return ends.getOrDefault(author, List.of()).stream()
                .map(packet -> new DisplayPlace(
                        packet.header().hlc(),
                        author,
                        packet.header().seq(),
                        packet.encoded().size()))
                .sorted(Comparator.comparingLong(DisplayPlace::seq))
                .toList();
    }

    /** Ends for good at the first place before a bound: where clocks went back others behind it may be above it again. */
    private static DisplayPlaces notBefore(DisplayPlace bound, DisplayPlaces backwards) {
        return new DisplayPlaces() {
            private boolean over;

            @Override
            public CompletionStage<List<DisplayPlace>> next(int most) {
                return over
                        ? CompletableFuture.completedFuture(List.of())
                        : backwards.next(most).thenApply(this::cut);
            }

            private List<DisplayPlace> cut(List<DisplayPlace> places) {
                List<DisplayPlace> above = places.stream()
                        .takeWhile(place -> place.compareTo(bound) >= 0)
                        .toList();
                over = above.size() < places.size();
                return above;
            }
        };
    }
}
