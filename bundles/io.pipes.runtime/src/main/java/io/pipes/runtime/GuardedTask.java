// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.runtime;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what a task throws, so that one failed task ends neither its thread nor the work of others. */
record GuardedTask(Runnable task) implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(GuardedTask.class);

    @Override
    public void run() {
        try {
            task.run();
        } catch (Throwable thrown) {
            LOG.error(
                    "A task on {} failed; the thread goes on",
                    Thread.currentThread().getName(),
                    thrown);
        }
    }
}
