// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.api.PipesException;
import io.pipes.api.message.MessageName;
import io.pipes.api.message.Sent;
import io.pipes.base.Scheduler;
import io.pipes.pipeline.publish.PublishQueue;
import io.pipes.spi.local.Produced;
import io.pipes.spi.local.ProducerNumber;
import io.pipes.spi.local.ProducerState;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Publishes what producers have numbered, each number once: who comes with one that is under way hears what becomes of it, and who comes with
 * one that is durable hears that. One that is to stand behind another waits for its {@linkplain Succession turn}. A number whose message could not be stored is free again. Used on the node's loop.
 */
final class Repeats {
    private final Producers producers;
    private final Map<ProducerNumber, CompletableFuture<Produced>> underWay = new HashMap<>();

    /** What waits until it is known what is durable; in order, since messages are published in the order in which they came. */
    private final ArrayDeque<CompletableFuture<Void>> early = new ArrayDeque<>();

    private boolean loaded;
    private boolean closed;

    private final Succession succession;

    Repeats(Producers producers, Scheduler scheduler) {
        this.producers = producers;
        succession = new Succession(producers, scheduler);
    }

    /**
     * @param behind the number of the message behind which it is to stand, if it matters
     * @param first publishes the message; asked if it was not published before
     */
    CompletionStage<Produced> publish(
            ProducerNumber number, OptionalLong behind, Supplier<CompletionStage<Sent>> first) {
        CompletableFuture<Produced> same = underWay.get(number);
        if (same != null) {
            return same.thenApply(Produced::again);
        }
        CompletableFuture<Produced> outcome = new CompletableFuture<>();
        underWay.put(number, outcome);
        loaded().thenCompose(done -> inTurn(number, behind, first)).whenComplete((produced, failure) -> {
            underWay.remove(number);
            succession.ended(number, failure != null && isForGood(failure));
            if (failure == null) {
                outcome.complete(produced);
            } else {
                outcome.completeExceptionally(failure);
            }
        });
        return outcome;
    }

    /** Whether it makes no sense to wait for the message any more: what was only not begun comes again. */
    private static boolean isForGood(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return !(cause instanceof PipesException why)
                || why.code() != PipesException.Code.FEATURE_MISSING && why.code() != PipesException.Code.TIMED_OUT;
    }

    private CompletionStage<Produced> inTurn(
            ProducerNumber number, OptionalLong behind, Supplier<CompletionStage<Sent>> first) {
        if (producers.isStored(number)) {
            Optional<MessageName.Published> message =
                    producers.find(number.producer()).flatMap(stored -> stored.message(number.number()));
            return CompletableFuture.completedFuture(new Produced(message, true, 1));
        }
        return behind.isPresent()
                ? succession
                        .turn(new ProducerNumber(number.producer(), behind.getAsLong()))
                        .thenCompose(turn -> once(number, first))
                : once(number, first);
    }

    private CompletionStage<Produced> once(ProducerNumber number, Supplier<CompletionStage<Sent>> first) {
        try {
            CompletionStage<Sent> sent = first.get();
            succession.hasGone(number);
            return sent.thenApply(
                    done -> new Produced(Optional.of((MessageName.Published) done.message()), false, done.storedAt()));
        } catch (PipesException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    /** What is durable of a producer, once that is known. */
    CompletionStage<Optional<ProducerState>> state(String producer) {
        return loaded().thenApply(done -> producers.find(producer).map(StoredNumbers::state));
    }

    private CompletionStage<Void> loaded() {
        CompletableFuture<Void> turn = new CompletableFuture<>();
        if (loaded) {
            turn.complete(null);
        } else if (closed) {
            turn.completeExceptionally(PublishQueue.replaced());
        } else {
            early.add(turn);
        }
        return turn;
    }

    /** It is known what is durable. */
    void begin() {
        loaded = true;
        for (CompletableFuture<Void> turn = early.poll(); turn != null; turn = early.poll()) {
            turn.complete(null);
        }
    }

    /** Gives back what still waits; whoever comes next knows what is durable. */
    void close() {
        closed = true;
        for (CompletableFuture<Void> turn = early.poll(); turn != null; turn = early.poll()) {
            turn.completeExceptionally(PublishQueue.replaced());
        }
        succession.close();
    }
}
