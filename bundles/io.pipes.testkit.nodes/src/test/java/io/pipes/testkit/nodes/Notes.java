// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import io.pipes.api.message.Content;
import io.pipes.api.message.ContentSource;
import io.pipes.api.message.Message;
import io.pipes.api.message.MessageDraft;
import io.pipes.api.message.Sent;
import io.pipes.api.pipeline.Before;
import io.pipes.api.pipeline.From;
import io.pipes.api.pipeline.HistoryPolicy;
import io.pipes.api.pipeline.Order;
import io.pipes.api.pipeline.PipelineChange;
import io.pipes.api.pipeline.PipelineInfo;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.api.pipeline.PipelineSettings;
import io.pipes.api.pipeline.Retention;
import io.pipes.api.pipeline.StoredAt;
import io.pipes.spi.local.AwaitedCopies;
import io.pipes.spi.local.LocalPipeline;
import io.pipes.spi.local.LocalPipelines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A persistent pipeline of a simulated network, and who reads it. */
final class Notes {
    static final String NAME = "notes";

    private final SimulatedPipes pipes;

    private Notes(SimulatedPipes pipes) {
        this.pipes = pipes;
    }

    /** Made by the first node, and known to all who run when this returns. */
    static Notes create(SimulatedPipes pipes) {
        return create(pipes, HistoryPolicy.FULL);
    }

    static Notes create(SimulatedPipes pipes, HistoryPolicy history) {
        return create(pipes, history, Retention.ALL);
    }

    static Notes create(SimulatedPipes pipes, HistoryPolicy history, Retention retention) {
        return create(
                pipes,
                PipelineKind.PERSISTENT,
                PipelineSettings.DEFAULT.with(history).with(retention));
    }

    static Notes create(SimulatedPipes pipes, PipelineKind kind, PipelineSettings settings) {
        SimulatedNode creator = pipes.node(0);
        pipes.done(pipes.done(creator.onLoop(
                () -> creator.facet(LocalPipelines.class).create(NAME, kind, Optional.empty(), settings))));
        Notes notes = new Notes(pipes);
        boolean known = pipes.eventually(
                () -> pipes.nodes().stream()
                        .filter(SimulatedNode::isRunning)
                        .allMatch(node -> notes.find(node).isPresent()),
                Duration.ofSeconds(30));
        if (!known) {
            throw new AssertionError("Not everybody hears of the pipeline. " + pipes);
        }
        return notes;
    }

    /** One that some node has made already; not everybody needs to know of it. */
    static Notes known(SimulatedPipes pipes) {
        return new Notes(pipes);
    }

    /** The pipeline as a node sees it; empty until it does. */
    Optional<LocalPipeline> find(SimulatedNode node) {
        return pipes.done(
                node.onLoop(() -> node.network().facet(LocalPipelines.class).flatMap(all -> all.find(NAME))));
    }

    /** Completes when it is durable on the node that changes it. */
    CompletionStage<LocalPipeline> change(SimulatedNode node, PipelineChange change) {
        return node.onLoop(() -> node.facet(LocalPipelines.class).change(NAME, change))
                .thenCompose(changed -> changed);
    }

    PipelineInfo info(SimulatedNode node) {
        return pipes.done(node.onLoop(() -> pipeline(node).info()));
    }

    /** The pipeline as a node sees it; on its loop. */
    static LocalPipeline pipeline(SimulatedNode node) {
        return node.facet(LocalPipelines.class).find(NAME).orElseThrow();
    }

    /** Completes when it is durable there. */
    CompletionStage<Sent> write(SimulatedNode node, String text) {
        return node.onLoop(() -> pipeline(node).publish(Content.text(text))).thenCompose(sent -> sent);
    }

    CompletionStage<Sent> write(SimulatedNode node, Content content) {
        return node.onLoop(() -> pipeline(node).publish(content)).thenCompose(sent -> sent);
    }

    /** Completes when it is durable at several nodes. */
    CompletionStage<Sent> write(SimulatedNode node, String text, StoredAt wanted) {
        return write(node, text, new AwaitedCopies(wanted));
    }

    /** As {@link #write(SimulatedNode, String, StoredAt)}, for somebody who looks on. */
    CompletionStage<Sent> write(SimulatedNode node, String text, AwaitedCopies copies) {
        return node.onLoop(() -> pipeline(node).publish(Content.text(text), copies))
                .thenCompose(sent -> sent);
    }

    /** As {@link #write}, for content of any length. */
    CompletionStage<Sent> publish(SimulatedNode node, ContentSource source) {
        return node.onLoop(() -> pipeline(node).publish(source)).thenCompose(sent -> sent);
    }

    /** A message that is handed in piece by piece. */
    MessageDraft draft(SimulatedNode node) {
        return pipes.done(pipes.done(node.onLoop(() -> pipeline(node).draft("application/x-large"))));
    }

    /** What a node has, from the first packet on, as it is now. */
    List<String> read(SimulatedNode node) {
        return messages(node).stream().map(SimulatedNode::text).toList();
    }

    /** Like {@link #read}, whole. */
    List<Message> messages(SimulatedNode node) {
        Reader reader = history(node, From.START);
        all(reader);
        return reader.messages;
    }

    /** Reads what is there, while time passes. */
    Reader history(SimulatedNode node, From from) {
        return reader(node, pipeline -> pipeline.history(from), Long.MAX_VALUE);
    }

    /** What a node has, in order of display. */
    List<String> displayed(SimulatedNode node) {
        return displayed(node, From.START);
    }

    List<String> displayed(SimulatedNode node, From from) {
        return all(reader(node, pipeline -> pipeline.history(from, Order.DISPLAY), Long.MAX_VALUE));
    }

    /** The last of what a node has, in order of display. */
    List<String> newest(SimulatedNode node, int count) {
        return all(reader(node, pipeline -> pipeline.newest(count), Long.MAX_VALUE));
    }

    /** The last of what a node has before a place. */
    List<Message> before(SimulatedNode node, int count, Before before) {
        Reader reader = reader(node, pipeline -> pipeline.newest(count, before), Long.MAX_VALUE);
        all(reader);
        return reader.messages;
    }

    /** As {@link #displayed(SimulatedNode)}, for a reader that asks for as much as a test says. */
    Reader slowly(SimulatedNode node, long demand) {
        return reader(node, pipeline -> pipeline.history(From.START, Order.DISPLAY), demand);
    }

    private List<String> all(Reader reader) {
        if (!pipes.until(() -> reader.completed, Duration.ofSeconds(30))) {
            throw new AssertionError("A history does not end. " + pipes, reader.failure);
        }
        return reader.texts();
    }

    Reader reader(SimulatedNode node, From from, long demand) {
        return reader(node, pipeline -> pipeline.messages(from), demand);
    }

    Reader reader(SimulatedNode node, String cursor, long demand) {
        return reader(node, pipeline -> pipeline.cursor(cursor).messages(), demand);
    }

    private Reader reader(SimulatedNode node, Function<LocalPipeline, Flow.Publisher<Message>> source, long demand) {
        Reader reader = new Reader(demand);
        pipes.done(node.onLoop(() -> {
            source.apply(pipeline(node)).subscribe(reader);
            return true;
        }));
        return reader;
    }

    /** Completes when it is durable. */
    void commit(SimulatedNode node, String cursor, Message message) {
        pipes.done(pipes.done(node.onLoop(() -> pipeline(node).cursor(cursor).commit(message))));
    }

    void forget(SimulatedNode node, String cursor) {
        pipes.done(pipes.done(node.onLoop(() -> pipeline(node).cursor(cursor).remove())));
    }

    List<String> cursors(SimulatedNode node) {
        return pipes.done(pipes.done(node.onLoop(() -> pipeline(node).cursors())));
    }

    /** Takes what comes, as much as it was told to. */
    static final class Reader implements Flow.Subscriber<Message> {
        final List<Message> messages = new ArrayList<>();

        @Nullable
        Throwable failure;

        boolean completed;

        private final long demand;
        private Flow.@Nullable Subscription subscription;

        private Reader(long demand) {
            this.demand = demand;
        }

        List<String> texts() {
            return messages.stream().map(SimulatedNode::text).toList();
        }

        void more(long count) {
            if (subscription != null) {
                subscription.request(count);
            }
        }

        void cancel() {
            if (subscription != null) {
                subscription.cancel();
            }
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            if (demand > 0) {
                given.request(demand);
            }
        }

        @Override
        public void onNext(Message message) {
            messages.add(message);
        }

        @Override
        public void onError(Throwable why) {
            failure = why;
        }

        @Override
        public void onComplete() {
            completed = true;
        }
    }
}
