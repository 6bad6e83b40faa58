// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import io.pipes.api.message.Content;
import io.pipes.api.state.MapEntry;
import io.pipes.api.state.Merge;
import java.util.List;
import java.util.Objects;

/** Merges what was written to one key without knowing of each other. */
record Merging(Merge merge) {
    MapEntry entry(MapEntry told) {
        return told.concurrent().size() < 2
                ? told
                : new MapEntry(told.key(), merged(told), told.author(), told.time(), told.concurrent());
    }

    /** One key that cannot be merged must not end the reading of all others. */
    private Content merged(MapEntry told) {
        List<Content> concurrent = told.concurrent();
        try {
            return Objects.requireNonNull(merge.merge(concurrent), "A merge function gave nothing");
        } catch (RuntimeException broken) {
            Thread current = Thread.currentThread();
            current.getUncaughtExceptionHandler().uncaughtException(current, broken);
            return told.value();
        }
    }
}
