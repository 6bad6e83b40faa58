// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipes.api.PipesException;
import io.pipes.client.wire.Wire;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Lets one thing after the other through to an ear, from threads of all kinds, also from inside the ear. Nobody waits: who comes while somebody is
 * in there leaves it what it has.
 */
final class Turnstile implements Wire.Ear {
    private final Wire.Ear ear;
    private final Consumer<Throwable> broken;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private volatile boolean closed;

    /** @param broken hears what the ear has thrown; it is not told that by anybody else */
    Turnstile(Wire.Ear ear, Consumer<Throwable> broken) {
        this.ear = ear;
        this.broken = broken;
    }

    @Override
    public void received(JsonNode message) {
        let(() -> ear.received(message));
    }

    @Override
    public void unsent(JsonNode call, PipesException why) {
        let(() -> ear.unsent(call, why));
    }

    /** The last thing that it hears. */
    @Override
    public void ended(PipesException why) {
        let(() -> {
            closed = true;
            ear.ended(why);
        });
    }

    /** It hears nothing more. */
    void close() {
        closed = true;
    }

    private void let(Runnable heard) {
        waiting.add(heard);
        if (count.getAndIncrement() == 0) {
            letAll();
        }
    }

    private void letAll() {
        do {
            Runnable next = waiting.remove();
            if (!closed) {
                guarded(next);
            }
        } while (count.decrementAndGet() > 0);
    }

    /** Whatever it throws: who has not heard one thing must not wait in vain for all others. */
    private void guarded(Runnable heard) {
        try {
            heard.run();
        } catch (Throwable deaf) {
            broken.accept(deaf);
        }
    }
}
