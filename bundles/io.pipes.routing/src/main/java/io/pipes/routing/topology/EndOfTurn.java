// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.topology;

import io.pipes.base.Cancellable;
import io.pipes.spi.loop.Loop;
import java.time.Duration;

/**
 * Does something once after everything that happens now, however often it was asked for meanwhile; and after a pause when it was done a
 * moment ago.
 */
final class EndOfTurn {
    private final Loop loop;
    private final Duration pause;
    private final Runnable task;
    private Cancellable waiting = () -> {};
    private boolean asked;
    private boolean resting;
    private boolean stopped;

    EndOfTurn(Loop loop, Runnable task) {
        this(loop, Duration.ZERO, task);
    }

    /** @param pause between the end of one time and the next */
    EndOfTurn(Loop loop, Duration pause, Runnable task) {
        this.loop = loop;
        this.pause = pause;
        this.task = task;
    }

    void ask() {
        if (!asked) {
            asked = true;
            if (!resting) {
                loop.execute(this::run);
            }
        }
    }

    void stop() {
        stopped = true;
        waiting.cancel();
    }

    private void run() {
        asked = false;
        if (!stopped) {
            task.run();
            rest();
        }
    }

    private void rest() {
        if (!pause.isZero()) {
            resting = true;
            waiting = loop.schedule(pause, this::rested);
        }
    }

    private void rested() {
        resting = false;
        if (asked) {
            run();
        }
    }
}
