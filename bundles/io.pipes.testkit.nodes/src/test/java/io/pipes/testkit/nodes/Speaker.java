// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import io.pipes.api.message.Sent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Says one thing after the other, and the same thing again while the feature is away: as the gateway does for its clients. */
final class Speaker {
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final SimulatedNode node;
    private final Function<String, CompletionStage<Sent>> say;
    private final Deque<String> waiting = new ArrayDeque<>();
    private final List<String> said = new ArrayList<>();
    private boolean speaking;

    private Speaker(SimulatedNode node, Function<String, CompletionStage<Sent>> say) {
        this.node = node;
        this.say = say;
    }

    static Speaker toAll(SimulatedNode node) {
        return new Speaker(node, node::publish);
    }

    static Speaker to(SimulatedNode listener, SimulatedNode node) {
        return new Speaker(node, text -> node.send(listener, text));
    }

    void say(String text) {
        waiting.add(text);
        if (!speaking) {
            speaking = true;
            next();
        }
    }

    /** Everything that was said and accepted, in order. */
    List<String> said() {
        return List.copyOf(said);
    }

    /** Whether everything was accepted. */
    boolean done() {
        return waiting.isEmpty();
    }

    private void next() {
        String text = waiting.peek();
        if (text == null) {
            speaking = false;
            return;
        }
        say.apply(text).whenComplete((sent, away) -> {
            if (away != null) {
                node.host().loop().schedule(PAUSE, this::next);
            } else {
                said.add(waiting.remove());
                next();
            }
        });
    }
}
