// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.rpc;

import io.pipes.api.PipesException;
import io.pipes.base.Clock;
import io.pipes.base.Scheduler;
import java.time.Duration;
import java.util.concurrent.CompletionException;

/**
 * Calls again what failed because a feature was away: {@code FEATURE_MISSING} promises that nothing was done, and a feature that is being
 * replaced is back within seconds.
 */
public final class Retries {
    static final Duration PATIENCE = Duration.ofSeconds(5);
    static final Duration PAUSE = Duration.ofMillis(20);

    private final Scheduler scheduler;
    private final Clock clock;

    public Retries(Scheduler scheduler, Clock clock) {
        this.scheduler = scheduler;
        this.clock = clock;
    }

    /** For the calls of one method by one client. */
    PatientCalls calls() {
        return new PatientCalls(scheduler, clock);
    }

    /** Whether a failure means that a feature is not there now. A feature that this version never has is not away. */
    public static boolean isAway(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof PipesException known && known.code() == PipesException.Code.FEATURE_MISSING;
    }
}
