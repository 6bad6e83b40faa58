// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.api.message.Message;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What somebody reads in order of display.
 *
 * @param passesOver what is before the beginning
 * @param behind what has been of the first packet; null if nothing
 * @param wanted which messages of these packets are read
 */
record DisplayPart(
        DisplayPlaces places,
        Predicate<DisplayPlace> passesOver,
        HistorySubscription.@Nullable Behind behind,
        Predicate<Message> wanted) {
    /** Everything from a place on. */
    static DisplayPart from(DisplayPlaces places, Predicate<DisplayPlace> passesOver) {
        return new DisplayPart(places, passesOver, null, message -> true);
    }
}
