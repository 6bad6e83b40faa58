// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import java.util.ArrayList;
import java.util.List;

/** What code throws that nobody catches. */
final class Uncaught {
    private Uncaught() {}

    /** What the handler of this thread is told while a task runs. */
    static List<Throwable> during(Runnable task) {
        Thread current = Thread.currentThread();
        Thread.UncaughtExceptionHandler before = current.getUncaughtExceptionHandler();
        List<Throwable> uncaught = new ArrayList<>();
        current.setUncaughtExceptionHandler((thread, thrown) -> uncaught.add(thrown));
        try {
            task.run();
        } finally {
            current.setUncaughtExceptionHandler(before);
        }
        return uncaught;
    }
}
