// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import io.pipes.api.PipesException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * How many contents go through the API at once, of all clients together: each of them may have some 2 MiB in memory.
 *
 * <p><b>Threads.</b> Any.
 */
final class Slots {
    static final int COUNT = 16;

    private final Semaphore free = new Semaphore(COUNT);

    /** @throws PipesException {@code BUSY} if there is none left */
    Slot take() {
        if (!free.tryAcquire()) {
            throw new PipesException(
                    PipesException.Code.BUSY,
                    COUNT
                            + " contents are being written and read, which are the most at a time. Try again when one is done.");
        }
        return new Slot();
    }

    final class Slot {
        private final AtomicBoolean taken = new AtomicBoolean(true);

        /** Gives it back; doing so twice does nothing. */
        void free() {
            if (taken.compareAndSet(true, false)) {
                free.release();
            }
        }

        /** Gives it back unless what it was taken for comes about. */
        <T> CompletionStage<T> keptFor(Supplier<CompletionStage<T>> begin) {
            try {
                return begin.get().whenComplete((done, failure) -> {
                    if (failure != null) {
                        free();
                    }
                });
            } catch (RuntimeException refused) {
                free();
                throw refused;
            }
        }
    }
}
