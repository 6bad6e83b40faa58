// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipes.base.Clock;
import io.pipes.base.Scheduler;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one method by one client, made in the order in which they came, also when a feature is away in between: what a client
 * sends while a bundle is being replaced must not overtake what it sent before.
 *
 * <p>Calls come from any thread; the lock is never held while a method runs.
 */
final class PatientCalls {
    private final Scheduler scheduler;
    private final Clock clock;
    private final PriorityQueue<Attempt> waiting = new PriorityQueue<>(Comparator.comparingLong(Attempt::number));
    private long calls;
    private boolean making;
    private boolean pausing;

    PatientCalls(Scheduler scheduler, Clock clock) {
        this.scheduler = scheduler;
        this.clock = clock;
    }

    /**
     * What this method came to; a call that fails because a feature is away is made again until {@link Retries#PATIENCE} is over, or the
     * client does not want it any more.
     */
    CompletionStage<JsonNode> call(Call call, Supplier<CompletionStage<JsonNode>> method) {
        CompletableFuture<JsonNode> result = new CompletableFuture<>();
        synchronized (this) {
            waiting.add(new Attempt(++calls, call, method, result, clock.nanos() + Retries.PATIENCE.toNanos()));
        }
        makeCalls();
        return result;
    }

    /** Makes what waits, one after the other; only one thread at a time does. */
    private void makeCalls() {
        for (Attempt next = take(true); next != null; next = take(false)) {
            make(next);
        }
    }

    private synchronized @Nullable Attempt take(boolean first) {
        if (first && making) {
            return null;
        }
        Attempt next = pausing ? null : waiting.poll();
        making = next != null;
        return next;
    }

    private void make(Attempt attempt) {
        if (attempt.call().isOver()) {
            attempt.result().completeExceptionally(Call.cancellation());
            return;
        }
        CompletionStage<JsonNode> stage;
        try {
            stage = attempt.method().get();
        } catch (Throwable failure) {
            // Somebody waits for an answer, whatever it is.
            stage = CompletableFuture.failedFuture(failure);
        }
        stage.whenComplete((value, failure) -> {
            if (failure == null) {
                attempt.result().complete(value);
            } else if (Retries.isAway(failure) && clock.nanos() - attempt.deadline() < 0) {
                again(attempt);
            } else {
                attempt.result().completeExceptionally(failure);
            }
        });
    }

    private synchronized void again(Attempt attempt) {
        waiting.add(attempt);
        if (!pausing) {
            pausing = true;
            scheduler.schedule(Retries.PAUSE, this::resume);
        }
    }

    private void resume() {
        synchronized (this) {
            pausing = false;
        }
        makeCalls();
    }

    /**
     * One call that was not answered yet.
     *
     * @param number in the order of arrival
     * @param deadline of the clock, in nanoseconds
     */
    private record Attempt(
            long number,
            Call call,
            Supplier<CompletionStage<JsonNode>> method,
            CompletableFuture<JsonNode> result,
            long deadline) {}
}
