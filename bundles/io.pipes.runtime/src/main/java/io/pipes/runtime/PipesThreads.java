// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.runtime;

import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes threads named {@code pipes-<purpose>-<number>} that keep neither the process nor a caller's class loader alive. */
final class PipesThreads implements ThreadFactory {
    private final String prefix;
    private final AtomicInteger made = new AtomicInteger();

    PipesThreads(String purpose) {
        prefix = "pipes-" + purpose + "-";
    }

    @Override
    public Thread newThread(Runnable work) {
        Thread thread = new PipesThread(work, prefix + made.incrementAndGet());
        thread.setDaemon(true);
        thread.setPriority(Thread.NORM_PRIORITY);
        thread.setContextClassLoader(PipesThreads.class.getClassLoader());
        return thread;
    }

    static boolean isOne(Thread thread) {
        return thread instanceof PipesThread;
    }

    private static final class PipesThread extends FastThreadLocalThread {
        PipesThread(Runnable work, String name) {
            super(work, name);
        }
    }
}
