// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import io.pipes.api.PipesException;
import io.pipes.gateway.rpc.Client;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
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

    /** So many of one client, so that one which takes its time leaves room for others. */
    static final int OF_ONE = 4;

    private final Semaphore free = new Semaphore(COUNT);
    private final Map<Client, Integer> taken = new ConcurrentHashMap<>();

    /** @throws PipesException {@code BUSY} if there is none left, or the client has {@value #OF_ONE} */
    Slot take(Client client) {
        if (taken.merge(client, 1, Integer::sum) > OF_ONE) {
            giveBack(client);
            throw busy(OF_ONE + " contents of this connection");
        }
        if (!free.tryAcquire()) {
            giveBack(client);
            throw busy(COUNT + " contents");
        }
        return new Slot(client);
    }

    private void giveBack(Client client) {
        taken.computeIfPresent(client, (who, count) -> count == 1 ? null : count - 1);
    }

    private static PipesException busy(String many) {
        return new PipesException(
                PipesException.Code.BUSY,
                many + " are being written and read, which are the most at a time. Try again when one is done.");
    }

    final class Slot {
        private final Client client;
        private final AtomicBoolean used = new AtomicBoolean(true);

        private Slot(Client client) {
            this.client = client;
        }

        /** Gives it back; doing so twice does nothing. */
        void free() {
            if (used.compareAndSet(true, false)) {
                giveBack(client);
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
