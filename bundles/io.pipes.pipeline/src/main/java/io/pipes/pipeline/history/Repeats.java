// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.api.PipesException;
import io.pipes.api.message.MessageName;
import io.pipes.api.message.Sent;
import io.pipes.pipeline.publish.PublishQueue;
import io.pipes.spi.local.Produced;
import io.pipes.spi.local.ProducerNumber;
import io.pipes.spi.local.ProducerState;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Publishes what producers have numbered, each number once: who comes with one that is under way hears what becomes of it, and who comes with
 * one that is durable hears that. A number whose message could not be stored is free again. Used on the node's loop.
 */
final class Repeats {
    private final Producers producers;
    private final Map<ProducerNumber, CompletableFuture<Produced>> underWay = new HashMap<>();

    /** What waits until it is known what is durable; in order, since messages are published in the order in which they came. */
    private final ArrayDeque<CompletableFuture<Void>> early = new ArrayDeque<>();

    private boolean loaded;
    private boolean closed;

    Repeats(Producers producers) {
        this.producers = producers;
    }

    /** @param first publishes the message; asked if it was not published before */
    CompletionStage<Produced> publish(ProducerNumber number, Supplier<CompletionStage<Sent>> first) {
        CompletableFuture<Produced> same = underWay.get(number);
        if (same != null) {
            return same.thenApply(Produced::again);
        }
        CompletableFuture<Produced> outcome = new CompletableFuture<>();
        underWay.put(number, outcome);
        loaded().thenCompose(done -> once(number, first)).whenComplete((produced, failure) -> {
            underWay.remove(number);
            if (failure == null) {
                outcome.complete(produced);
            } else {
                outcome.completeExceptionally(failure);
            }
        });
        return outcome;
    }

    private CompletionStage<Produced> once(ProducerNumber number, Supplier<CompletionStage<Sent>> first) {
        if (producers.isStored(number)) {
            Optional<MessageName.Published> message =
                    producers.find(number.producer()).flatMap(stored -> stored.message(number.number()));
            return CompletableFuture.completedFuture(new Produced(message, true, 1));
        }
        try {
            return first.get()
                    .thenApply(sent ->
                            new Produced(Optional.of((MessageName.Published) sent.message()), false, sent.storedAt()));
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
    }
}
