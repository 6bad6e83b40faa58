// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.api.PipesException;
import io.pipes.base.Cancellable;
import io.pipes.base.Scheduler;
import io.pipes.pipeline.publish.PublishQueue;
import io.pipes.spi.local.ProducerNumber;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Lets a producer's message go when the one that it comes behind has gone, is durable, or has failed for good, so that one that has to be sent
 * again is not overtaken. Used on the node's loop.
 */
final class Succession {
    /** Longer than a gateway tries again what came while the feature was away. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    /** So many failures are remembered of all producers; who comes behind another one waits in vain, and hears so. */
    private static final int MAX_FAILED = 1_024;

    private final Producers producers;
    private final Scheduler scheduler;
    private final Set<ProducerNumber> gone = new HashSet<>();
    private final Set<ProducerNumber> failed = new LinkedHashSet<>();
    private final Map<ProducerNumber, List<Waiting>> waiting = new HashMap<>();

    /** Taken from here and not by recursion: a thousand may wait, each for the one before. */
    private final ArrayDeque<Waiting> ready = new ArrayDeque<>();

    private boolean releasing;

    private record Waiting(CompletableFuture<Void> turn, Cancellable timer) {}

    Succession(Producers producers, Scheduler scheduler) {
        this.producers = producers;
        this.scheduler = scheduler;
    }

    /**
     * Completes when a message may go that comes behind another one. Fails with {@code TIMED_OUT} when that has not come in time, unless nothing is
     * known of the producer: then it may have been forgotten.
     */
    CompletionStage<Void> turn(ProducerNumber before) {
        CompletableFuture<Void> turn = new CompletableFuture<>();
        if (gone.contains(before) || failed.contains(before) || producers.isStored(before)) {
            turn.complete(null);
        } else {
            Cancellable timer = scheduler.schedule(PATIENCE, () -> giveUp(before, turn));
            waiting.computeIfAbsent(before, first -> new ArrayList<>()).add(new Waiting(turn, timer));
        }
        return turn;
    }

    private void giveUp(ProducerNumber before, CompletableFuture<Void> turn) {
        waiting.computeIfPresent(before, (number, others) -> {
            others.removeIf(one -> one.turn() == turn);
            return others.isEmpty() ? null : others;
        });
        if (producers.find(before.producer()).isEmpty()) {
            turn.complete(null);
        } else {
            turn.completeExceptionally(new PipesException(
                    PipesException.Code.TIMED_OUT,
                    "The message comes behind number " + before.number()
                            + " of its producer, which has not come. Publish what is missing, in order."));
        }
    }

    /** It stands where those behind it cannot overtake it any more. */
    void hasGone(ProducerNumber number) {
        gone.add(number);
        release(number);
    }

    /** It is durable, or will not be. */
    void ended(ProducerNumber number, boolean failedForGood) {
        gone.remove(number);
        if (failedForGood) {
            failed.add(number);
            if (failed.size() > MAX_FAILED) {
                failed.remove(failed.iterator().next());
            }
            release(number);
        }
    }

    private void release(ProducerNumber number) {
        ready.addAll(waiting.getOrDefault(number, List.of()));
        waiting.remove(number);
        if (!releasing) {
            releasing = true;
            for (Waiting next = ready.poll(); next != null; next = ready.poll()) {
                next.timer().cancel();
                next.turn().complete(null);
            }
            releasing = false;
        }
    }

    /** Gives back what waits. */
    void close() {
        List<Waiting> all = waiting.values().stream().flatMap(List::stream).toList();
        waiting.clear();
        all.forEach(one -> {
            one.timer().cancel();
            one.turn().completeExceptionally(PublishQueue.replaced());
        });
    }
}
