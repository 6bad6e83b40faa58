// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.topology;

import java.util.concurrent.Executor;

/** Does something once after everything that happens now, however often it was asked for meanwhile. */
final class EndOfTurn {
    private final Executor loop;
    private final Runnable task;
    private boolean asked;
    private boolean stopped;

    EndOfTurn(Executor loop, Runnable task) {
        this.loop = loop;
        this.task = task;
    }

    void ask() {
        if (!asked) {
            asked = true;
            loop.execute(this::run);
        }
    }

    void stop() {
        stopped = true;
    }

    private void run() {
        asked = false;
        if (!stopped) {
            task.run();
        }
    }
}
