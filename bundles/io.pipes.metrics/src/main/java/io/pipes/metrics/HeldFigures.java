// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.metrics;

import io.pipes.api.message.HeldForOthers;
import io.pipes.api.message.WaitingMessage;
import io.pipes.spi.local.LocalMessaging;
import io.pipes.spi.local.LocalNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Messages that wait for nodes that are away. The store is asked; what it does not say within {@value #SECONDS} s is left out. */
final class HeldFigures {
    private static final long SECONDS = 2;

    /** Counting more would read more than a figure is worth. */
    private static final int MOST = 1_000;

    private final Families to;

    HeldFigures(Families to) {
        this.to = to;
    }

    private record Asked(
            String network, CompletableFuture<HeldForOthers> held, CompletableFuture<List<WaitingMessage>> waiting) {}

    void add(List<LocalNetwork> networks) {
        List<Asked> all = new ArrayList<>();
        networks.forEach(network -> network.facet(LocalMessaging.class)
                .ifPresent(messaging -> all.add(new Asked(
                        network.name(),
                        messaging.heldForOthers().toCompletableFuture(),
                        messaging.waiting(MOST).toCompletableFuture()))));
        CompletableFuture<?> answers = CompletableFuture.allOf(all.stream()
                .flatMap(asked -> List.of(asked.held(), asked.waiting()).stream())
                .toArray(CompletableFuture[]::new));
        answers.completeOnTimeout(null, SECONDS, TimeUnit.SECONDS)
                .exceptionally(failed -> null)
                .join();
        all.forEach(this::add);
    }

    private void add(Asked asked) {
        String[] labels = {"network", asked.network()};
        answer(asked.held()).ifPresent(held -> {
            to.gauge("pipes_held_letters", "Letters of others held for others.", held.letters(), labels);
            to.gauge("pipes_held_bytes", "How long they are.", held.bytes(), labels);
        });
        answer(asked.waiting())
                .ifPresent(waiting -> to.gauge(
                        "pipes_waiting_messages",
                        "Messages of this node for nodes that are away; at most " + MOST + " are counted.",
                        waiting.size(),
                        labels));
    }

    private static <T> Optional<T> answer(CompletableFuture<T> asked) {
        try {
            return Optional.ofNullable(asked.getNow(null));
        } catch (CompletionException unknown) {
            return Optional.empty();
        }
    }
}
