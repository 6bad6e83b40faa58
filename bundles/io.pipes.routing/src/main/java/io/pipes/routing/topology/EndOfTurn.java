// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.topology;

import io.pipes.base.Cancellable;
import io.pipes.spi.loop.Loop;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Does something once after everything that happens now, however often it was asked for meanwhile; and after a pause when it was done a
 * moment ago.
 */
final class EndOfTurn {
    private final Loop loop;
    private final @Nullable BackOff pauses;
    private final Runnable task;
    private Cancellable waiting = () -> {};
    private boolean asked;
    private boolean stopped;

    EndOfTurn(Loop loop, Runnable task) {
        this(loop, null, task);
    }

    /** @param pauses between one time and the next; null for none */
    EndOfTurn(Loop loop, @Nullable BackOff pauses, Runnable task) {
        this.loop = loop;
        this.pauses = pauses;
        this.task = task;
    }

    void ask() {
        if (asked || stopped) {
            return;
        }
        asked = true;
        Duration pause = pauses == null ? Duration.ZERO : pauses.left();
        if (pause.compareTo(Duration.ZERO) > 0) {
            waiting = loop.schedule(pause, this::run);
        } else {
            loop.execute(this::run);
        }
    }

    void stop() {
        stopped = true;
        waiting.cancel();
    }

    private void run() {
        asked = false;
        if (stopped) {
            return;
        }
        if (pauses != null) {
            pauses.done();
        }
        task.run();
    }
}
