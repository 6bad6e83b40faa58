// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.rpc;

import io.pipes.api.PipesException;
import io.pipes.base.Clock;
import io.pipes.base.Scheduler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

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

    <T> CompletionStage<T> whileFeatureIsAway(Supplier<CompletionStage<T>> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        attempt(call, result, clock.nanos() + PATIENCE.toNanos());
        return result;
    }

    private <T> void attempt(Supplier<CompletionStage<T>> call, CompletableFuture<T> result, long deadline) {
        CompletionStage<T> stage;
        try {
            stage = call.get();
        } catch (RuntimeException failure) {
            stage = CompletableFuture.failedFuture(failure);
        }
        stage.whenComplete((value, failure) -> {
            if (failure == null) {
                result.complete(value);
            } else if (isAway(failure) && clock.nanos() - deadline < 0) {
                scheduler.schedule(PAUSE, () -> attempt(call, result, deadline));
            } else {
                result.completeExceptionally(failure);
            }
        });
    }

    /** Whether a failure means that a feature is not there now. A feature that this version never has is not away. */
    public static boolean isAway(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof PipesException known && known.code() == PipesException.Code.FEATURE_MISSING;
    }
}
