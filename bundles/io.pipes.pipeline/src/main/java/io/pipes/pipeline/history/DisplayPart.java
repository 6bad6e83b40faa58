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
 * @param glimpse packets among them that are not on the disk
 */
record DisplayPart(
        DisplayPlaces places,
        Predicate<DisplayPlace> passesOver,
        HistorySubscription.@Nullable Behind behind,
        Predicate<Message> wanted,
        Glimpse glimpse) {
    DisplayPart with(Glimpse other) {
        return new DisplayPart(places, passesOver, behind, wanted, other);
    }

    /** Everything from a place on. */
    static DisplayPart from(DisplayPlaces places, Predicate<DisplayPlace> passesOver) {
        return new DisplayPart(places, passesOver, null, message -> true, Glimpse.NOTHING);
    }
}
