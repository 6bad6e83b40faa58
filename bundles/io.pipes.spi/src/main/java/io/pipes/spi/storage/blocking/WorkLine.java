// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.storage.blocking;

import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What waits for the one thread that works at a time. While it works the next things gather, so that the worker can do them together. A
 * thread of the executor works while there is something to do, and there is never more than one.
 *
 * @param <W> what waits
 */
public final class WorkLine<W> {
    private final Executor blocking;
    private final Consumer<W> worker;
    private final Consumer<W> refused;
    private final ConcurrentLinkedDeque<W> waiting = new ConcurrentLinkedDeque<>();
    private final AtomicBoolean running = new AtomicBoolean();

    /**
     * @param worker is handed what is first; it may take more by {@link #poll}
     * @param refused is handed what nobody will do, because the executor has stopped
     */
    public WorkLine(Executor blocking, Consumer<W> worker, Consumer<W> refused) {
        this.blocking = blocking;
        this.worker = worker;
        this.refused = refused;
    }

    /** May be called from any thread; what is handed in first is done first. */
    public void submit(W work) {
        waiting.add(work);
        wake();
    }

    /** The next one, for the worker only; null if there is none. */
    public @Nullable W poll() {
        return waiting.poll();
    }

    /** For the worker: what it has taken and does not want yet. */
    public void putBack(W work) {
        waiting.addFirst(work);
    }

    private void wake() {
        if (!waiting.isEmpty() && running.compareAndSet(false, true)) {
            try {
                blocking.execute(this::work);
            } catch (RejectedExecutionException e) {
                running.set(false);
                refuseAll();
            }
        }
    }

    private void refuseAll() {
        for (W work = waiting.poll(); work != null; work = waiting.poll()) {
            refused.accept(work);
        }
    }

    private void work() {
        try {
            for (W next = waiting.poll(); next != null; next = waiting.poll()) {
                worker.accept(next);
            }
        } finally {
            running.set(false);
        }
        wake();
    }
}
