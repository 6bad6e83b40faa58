// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Gives places of a history in some order of display, some at a time. Used on the node's loop, one call after the other. */
@FunctionalInterface
interface DisplayPlaces {
    /** So many places are given at once, of packets with so many bytes together, but always one if there is one. */
    int MAX_PLACES = 256;

    long MAX_BYTES = 4 << 20;

    /**
     * The next places; none at the end.
     *
     * @param most not more than so many, 1 to {@link #MAX_PLACES}
     */
    CompletionStage<List<DisplayPlace>> next(int most);

    /** Places that are known. */
    static DisplayPlaces of(List<DisplayPlace> known) {
        return new DisplayPlaces() {
            private int given;

            @Override
            public CompletionStage<List<DisplayPlace>> next(int most) {
                int from = given;
                long bytes = 0;
                while (given < known.size() && given - from < most && (given == from || bytes < MAX_BYTES)) {
                    bytes += known.get(given++).size();
                }
                return CompletableFuture.completedFuture(known.subList(from, given));
            }
        };
    }
}
