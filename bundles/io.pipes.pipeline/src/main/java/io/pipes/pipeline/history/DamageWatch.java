// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.base.Cancellable;
import io.pipes.spi.loop.Loop;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Has a history looked through when the store has found more damage than before, and reminds of what is not mended. */
final class DamageWatch {
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final Loop loop;
    private final LongSupplier damaged;
    private final Supplier<CompletionStage<Void>> inspect;
    private final Runnable remind;
    private @Nullable Cancellable timer;
    private long seen;
    /** Whether the history is to be looked through, and was not yet to its end. */
    private boolean due;

    private boolean stopped;

    /**
     * @param damaged how many damaged records were found so far
     * @param inspect looks through the history
     * @param remind asks again for what is missing
     */
    DamageWatch(Loop loop, LongSupplier damaged, Supplier<CompletionStage<Void>> inspect, Runnable remind) {
        this.loop = loop;
        this.damaged = damaged;
        this.inspect = inspect;
        this.remind = remind;
    }

    /** @param noted whether something was missing when this node was stopped */
    void begin(boolean noted) {
        long found = damaged.getAsLong();
        due |= noted || found > seen;
        if (due) {
            seen = found;
            inspect.get().whenComplete((done, failure) -> {
                due = failure != null;
                again();
            });
        } else {
            remind.run();
            again();
        }
    }

    private void again() {
        if (!stopped) {
            timer = loop.schedule(PAUSE, () -> begin(false));
        }
    }

    void stop() {
        stopped = true;
        if (timer != null) {
            timer.cancel();
        }
    }
}
