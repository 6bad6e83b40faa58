// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.demo;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for what other processes do. */
final class DemoWait {
    private static final long LOOK_MILLIS = 10;

    private DemoWait() {}

    /** @return whether it was seen in time */
    static boolean until(Duration patience, BooleanSupplier seen) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!seen.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    static void need(String what, Duration patience, BooleanSupplier seen) {
        if (!until(patience, seen)) {
            throw new DemoException("Within " + patience.toSeconds() + " s it was not seen that " + what + ".");
        }
    }
}
