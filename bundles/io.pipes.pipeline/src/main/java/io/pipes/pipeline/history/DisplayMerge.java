// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Merges the authors' parts of a history into order of display, from its beginning or from its end: of all next places the first one comes
 * next. So each author's order is kept, also where its clock has gone back. Some places of each author are in memory, and no packets.
 */
final class DisplayMerge implements DisplayPlaces {
    private final PriorityQueue<DisplayCursor> ready;
    /** Those whose next place is not known yet. */
    private final ArrayDeque<DisplayCursor> dry = new ArrayDeque<>();

    DisplayMerge(Collection<DisplayCursor> authors, boolean backwards) {
        Comparator<DisplayCursor> order = Comparator.comparing(DisplayCursor::head);
        ready = new PriorityQueue<>(backwards ? order.reversed() : order);
        authors.forEach(this::sort);
    }

    @Override
    public CompletionStage<List<DisplayPlace>> next(int most) {
        return fill(new ArrayList<>(), most, 0);
    }

    private CompletionStage<List<DisplayPlace>> fill(List<DisplayPlace> places, int most, long before) {
        long bytes = before;
        forgetOver();
        while (dry.isEmpty() && !ready.isEmpty() && isRoom(places, most, bytes)) {
            DisplayCursor author = ready.remove();
            places.add(author.head());
            bytes += author.head().size();
            author.pass();
            sort(author);
            forgetOver();
        }
        if (dry.isEmpty() || !isRoom(places, most, bytes)) {
            return CompletableFuture.completedFuture(places);
        }
        long soFar = bytes;
        DisplayCursor next = dry.remove();
        return next.look().thenCompose(looked -> {
            sort(next);
            return fill(places, most, soFar);
        });
    }

    private static boolean isRoom(List<DisplayPlace> places, int most, long bytes) {
        return places.size() < most && bytes < MAX_BYTES;
    }

    private void forgetOver() {
        while (!dry.isEmpty() && dry.element().isOver()) {
            dry.remove();
        }
    }

    private void sort(DisplayCursor author) {
        if (author.isDry()) {
            dry.add(author);
        } else {
            ready.add(author);
        }
    }
}
