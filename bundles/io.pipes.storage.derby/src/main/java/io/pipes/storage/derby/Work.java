// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby;

import io.pipes.spi.storage.Change;
import io.pipes.storage.derby.log.LogEntry;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What waits for the writing thread. */
sealed interface Work {
    /** Told when it will never be done. */
    void fail(Throwable why);

    /** Somebody's changes; completes with the position of the last one. */
    record Batch(List<Change> changes, CompletableFuture<Long> done) implements Work {
        int bytes() {
            int bytes = 0;
            for (Change change : changes) {
                bytes += change.value() == null ? 0 : change.value().size();
            }
            return bytes;
        }

        @Override
        public void fail(Throwable why) {
            done.completeExceptionally(why);
        }
    }

    /** Entries to be copied to the end of the log unless they were superseded meanwhile. */
    record Moves(List<LogEntry> entries, CompletableFuture<Void> done) implements Work {
        @Override
        public void fail(Throwable why) {
            done.completeExceptionally(why);
        }
    }

    /** Anything else that needs the log for itself. */
    record Step(Action action, CompletableFuture<Void> done) implements Work {
        @FunctionalInterface
        interface Action {
            void run() throws IOException;
        }

        @Override
        public void fail(Throwable why) {
            done.completeExceptionally(why);
        }
    }
}
