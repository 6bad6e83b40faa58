// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.held;

import io.pipes.base.Bytes;
import io.pipes.base.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Letters about which somebody owes an answer. Answers follow each other over one link, so patience counts from the last one that came, and
 * not for each letter from when it was asked for.
 */
final class Owed {
    private final Clock clock;
    private final Set<Bytes> ids = new LinkedHashSet<>();
    private long since;

    Owed(Clock clock) {
        this.clock = clock;
    }

    void add(Bytes id) {
        if (ids.isEmpty()) {
            since = clock.nanos();
        }
        ids.add(id);
    }

    /** An answer has come. */
    void remove(Bytes id) {
        ids.remove(id);
        since = clock.nanos();
    }

    boolean contains(Bytes id) {
        return ids.contains(id);
    }

    int size() {
        return ids.size();
    }

    /** Whether answers are owed and none has come for so long. */
    boolean isOverdue(Duration patience) {
        return !ids.isEmpty() && clock.nanos() - since >= patience.toNanos();
    }

    /** Nobody waits for these any more. */
    Set<Bytes> giveUp() {
        Set<Bytes> given = Set.copyOf(ids);
        ids.clear();
        return given;
    }
}
