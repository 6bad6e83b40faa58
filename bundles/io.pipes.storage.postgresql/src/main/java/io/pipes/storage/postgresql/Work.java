// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.postgresql;

import io.pipes.spi.storage.Change;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What waits for the thread that writes. */
sealed interface Work {
    /** Somebody's changes; completes with the position of the last one. */
    record Batch(List<Change> changes, CompletableFuture<Long> done) implements Work {
        int bytes() {
            int bytes = 0;
            for (Change change : changes) {
                bytes += change.value() == null ? 0 : change.value().size();
            }
            return bytes;
        }
    }

    /** Anything else that needs the session for itself. It says by its own means what came of it. */
    record Step(Runnable action) implements Work {}

    /** The last one. It is done even when there is no thread for it any more. */
    record End(Runnable action) implements Work {}
}
