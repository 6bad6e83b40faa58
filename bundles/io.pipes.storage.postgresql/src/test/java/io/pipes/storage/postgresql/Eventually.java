// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.postgresql;

import io.pipes.spi.loop.Loop;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Waits for what comes by itself, by looking again from time to time. */
final class Eventually {
    private static final Duration BETWEEN = Duration.ofMillis(20);
    private static final int SECONDS = 30;

    private Eventually() {}

    /** Returns when the condition holds; fails if it does not come to hold. */
    static void holds(Loop loop, String what, Callable<Boolean> condition) throws Exception {
        long begun = loop.clock().nanos();
        while (!condition.call()) {
            if (loop.clock().nanos() - begun > TimeUnit.SECONDS.toNanos(SECONDS)) {
                throw new AssertionError("It did not happen within " + SECONDS + " s: " + what);
            }
            CompletableFuture<Void> later = new CompletableFuture<>();
            loop.schedule(BETWEEN, () -> later.complete(null));
            later.get(SECONDS, TimeUnit.SECONDS);
        }
    }
}
