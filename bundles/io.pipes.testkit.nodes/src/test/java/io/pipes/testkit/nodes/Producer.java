// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import io.pipes.api.message.Content;
import io.pipes.spi.local.Produced;
import io.pipes.spi.local.ProducerNumber;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A program that numbers what it publishes through a node, and repeats each message until it hears that it is durable. What was on its way to it
 * when its connection was lost it does not hear.
 */
final class Producer {
    private final SimulatedNode node;
    private final String name;
    private final List<String> said = new ArrayList<>();
    private final Map<Long, String> unanswered = new TreeMap<>();
    private final Set<Long> asked = new HashSet<>();
    private int connection;
    private int repeated;
    private @Nullable Throwable lastFailure;

    Producer(SimulatedNode node, String name) {
        this.node = node;
        this.name = name;
    }

    /** All it ever published, in order. */
    List<String> said() {
        return said;
    }

    /** How often it was told that something was there already. */
    int repeated() {
        return repeated;
    }

    boolean isAnswered() {
        return unanswered.isEmpty();
    }

    /** Publishes something new, behind all that it has not heard of. */
    void say() {
        String text = name + " " + (said.size() + 1);
        said.add(text);
        unanswered.put((long) said.size(), text);
        ask();
    }

    /** Publishes all of which it waits for no answer. */
    void ask() {
        Map.copyOf(unanswered).keySet().stream().sorted().filter(asked::add).forEach(number -> ask(number, connection));
    }

    private void ask(long number, int asking) {
        publish(node, name, number, unanswered.get(number)).whenComplete((produced, failure) -> {
            if (asking != connection) {
                return;
            }
            asked.remove(number);
            lastFailure = failure;
            if (failure == null) {
                unanswered.remove(number);
                repeated += produced.repeated() ? 1 : 0;
            }
        });
    }

    static CompletionStage<Produced> publish(SimulatedNode node, String producer, long number, String text) {
        return node.onLoop(() -> Notes.pipeline(node)
                        .publish(Content.text(text), new ProducerNumber(producer, number), Optional.empty()))
                .thenCompose(produced -> produced);
    }

    /** No answer reaches it any more, whatever became of what it asked. */
    void loseConnection() {
        connection++;
        asked.clear();
    }

    /** For whoever looks for the reason of a failure. */
    @Override
    public String toString() {
        return name + " waits for " + asked + " of " + unanswered.keySet() + "; heard last: " + lastFailure;
    }
}
