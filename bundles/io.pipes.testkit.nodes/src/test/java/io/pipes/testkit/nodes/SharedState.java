// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import io.pipes.api.message.Content;
import io.pipes.api.message.Sent;
import io.pipes.api.pipeline.HistoryPolicy;
import io.pipes.api.state.MapEntry;
import io.pipes.api.state.ReplicatedState;
import io.pipes.spi.local.LocalPipelines;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** A map, a counter and a set that the nodes of a simulated network share. */
final class SharedState {
    private static final String NAME = "shared";

    private final SimulatedPipes pipes;
    private final Notes notes;

    private SharedState(SimulatedPipes pipes, Notes notes) {
        this.pipes = pipes;
        this.notes = notes;
    }

    /** Made by the first node, and known to all who run when this returns. */
    static SharedState create(SimulatedPipes pipes) {
        return create(pipes, HistoryPolicy.FULL);
    }

    static SharedState create(SimulatedPipes pipes, HistoryPolicy history) {
        return new SharedState(pipes, Notes.create(pipes, history));
    }

    Notes notes() {
        return notes;
    }

    /** Everything there is on a node, to compare. */
    record Picture(Map<String, String> map, long sum, List<String> elements) {}

    /** What a node sees; empty while it does not know the pipeline. */
    Optional<Picture> see(SimulatedNode node) {
        return notes.find(node).isPresent() ? Optional.of(picture(node)) : Optional.empty();
    }

    private Picture picture(SimulatedNode node) {
        Map<String, String> map = new TreeMap<>();
        for (MapEntry entry : pipes.done(ask(node, state -> state.map(NAME).entries()))) {
            map.put(entry.key(), text(entry.value()));
        }
        return new Picture(
                map,
                pipes.done(ask(node, state -> state.counter(NAME).value())),
                pipes.done(ask(node, state -> state.set(NAME).elements())));
    }

    static String text(Content content) {
        return new String(content.bytes().toArray(), StandardCharsets.UTF_8);
    }

    CompletionStage<Sent> put(SimulatedNode node, String key, String value) {
        return ask(node, state -> state.map(NAME).put(key, Content.text(value)));
    }

    CompletionStage<Sent> removeKey(SimulatedNode node, String key) {
        return ask(node, state -> state.map(NAME).remove(key));
    }

    CompletionStage<Sent> count(SimulatedNode node, long delta) {
        return ask(node, state -> state.counter(NAME).add(delta));
    }

    CompletionStage<Sent> add(SimulatedNode node, String element) {
        return ask(node, state -> state.set(NAME).add(element));
    }

    CompletionStage<Sent> remove(SimulatedNode node, String element) {
        return ask(node, state -> state.set(NAME).remove(element));
    }

    <T> CompletionStage<T> ask(SimulatedNode node, Function<ReplicatedState, CompletionStage<T>> question) {
        return node.onLoop(() -> question.apply(node.facet(LocalPipelines.class)
                        .find(Notes.NAME)
                        .orElseThrow()
                        .state()))
                .thenCompose(answer -> answer);
    }
}
