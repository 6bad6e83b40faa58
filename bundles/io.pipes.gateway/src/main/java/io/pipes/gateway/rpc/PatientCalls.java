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
    private final PriorityQueue<Call> waiting = new PriorityQueue<>(Comparator.comparingLong(Call::number));
    private long calls;
    private boolean making;
    private boolean pausing;

    PatientCalls(Scheduler scheduler, Clock clock) {
        this.scheduler = scheduler;
        this.clock = clock;
    }

    /** What this method came to; a call that fails because a feature is away is made again until {@link Retries#PATIENCE} is over. */
    CompletionStage<JsonNode> call(Supplier<CompletionStage<JsonNode>> method) {
        CompletableFuture<JsonNode> result = new CompletableFuture<>();
        synchronized (this) {
            waiting.add(new Call(++calls, method, result, clock.nanos() + Retries.PATIENCE.toNanos()));
        }
        makeCalls();
        return result;
    }

    /** Makes what waits, one after the other; only one thread at a time does. */
    private void makeCalls() {
        for (Call call = take(true); call != null; call = take(false)) {
            make(call);
        }
    }

    private synchronized @Nullable Call take(boolean first) {
        if (first && making) {
            return null;
        }
        Call next = pausing ? null : waiting.poll();
        making = next != null;
        return next;
    }

    private void make(Call call) {
        CompletionStage<JsonNode> stage;
        try {
            stage = call.method().get();
        } catch (RuntimeException | LinkageError failure) {
            stage = CompletableFuture.failedFuture(failure);
        }
        stage.whenComplete((value, failure) -> {
            if (failure == null) {
                call.result().complete(value);
            } else if (Retries.isAway(failure) && clock.nanos() - call.deadline() < 0) {
                again(call);
            } else {
                call.result().completeExceptionally(failure);
            }
        });
    }

    private synchronized void again(Call call) {
        waiting.add(call);
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
    private record Call(
            long number,
            Supplier<CompletionStage<JsonNode>> method,
            CompletableFuture<JsonNode> result,
            long deadline) {}
}
