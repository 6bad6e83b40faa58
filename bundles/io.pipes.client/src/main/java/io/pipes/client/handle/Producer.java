// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.PipesException;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.base.id.NetworkId;
import io.pipes.client.call.Conversation;
import io.pipes.client.call.Decoding;
import io.pipes.client.call.Failures;
import io.pipes.client.call.Repetition;
import io.pipes.client.row.Params;
import io.pipes.client.row.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes into one pipeline. If the node keeps the pipeline, each message gets a number, by which the node knows it again, so that it can be
 * published again after a lost connection; and says behind which other one it is to stand, so that it does not overtake that. Whether it does is asked before the first message; what is published meanwhile waits.
 *
 * <p>What was learnt stays true enough: a pipeline that is kept stays so, and of one that has become so only the repetition is missing.
 */
final class Producer {
    private final Conversation conversation;
    private final String name;
    private final NetworkId network;
    private final String pipeline;
    private final List<Consumer<Answered>> waiting = new ArrayList<>();
    private @Nullable Boolean numbered;
    private boolean asking;
    private long last;

    /** The numbers with which calls end that are not answered, and of the last one that succeeded. */
    private final NavigableSet<Long> notFailed = new TreeSet<>();

    /** How the node answered whether it keeps the pipeline. */
    private record Answered(boolean kept, @Nullable PipesException failure) {}

    Producer(Conversation conversation, String name, NetworkId network, String pipeline) {
        this.conversation = conversation;
        this.name = name;
        this.network = network;
        this.pipeline = pipeline;
    }

    /**
     * @param params what to publish, without where
     * @param messages how many that are
     * @param bytes how long they are together
     */
    <T> CompletableFuture<T> publish(ObjectNode params, int messages, long bytes, Decoding<T> decoding) {
        return publish(params, messages, bytes, decoding, Optional.empty());
    }

    /**
     * As {@link #publish(ObjectNode, int, long, Decoding)}.
     *
     * @param progress hears how far it is, in the strand
     */
    <T> CompletableFuture<T> publish(
            ObjectNode params, int messages, long bytes, Decoding<T> decoding, Optional<Consumer<JsonNode>> progress) {
        CompletableFuture<T> stage = new CompletableFuture<>();
        params.put("network", network.text()).put("name", pipeline);
        conversation
                .strand()
                .execute(() -> whenKnown(bytes, answer -> {
                    if (answer.failure() != null) {
                        conversation.callbacks().execute(() -> stage.completeExceptionally(answer.failure()));
                    } else if (!stage.isDone() && answer.kept()) {
                        publishNumbered(params, messages, bytes, decoding, progress, stage);
                    } else if (!stage.isDone()) {
                        follow(call(params, Repetition.FORBIDDEN, bytes, decoding, progress), stage, failure -> {});
                    }
                }));
        return stage;
    }

    private <T> void publishNumbered(
            ObjectNode params,
            int messages,
            long bytes,
            Decoding<T> decoding,
            Optional<Consumer<JsonNode>> progress,
            CompletableFuture<T> stage) {
        params.put("producer", name).put("number", last + 1);
        if (!notFailed.isEmpty()) {
            params.put("behind", notFailed.last());
        }
        last += messages;
        long number = last;
        notFailed.add(number);
        follow(
                call(params, Repetition.HARMLESS, bytes, decoding, progress),
                stage,
                failure -> conversation.strand().execute(() -> ended(number, failure)));
    }

    /** Nothing stands behind what failed: the node may not know it. What is stored stands behind all before it. */
    private void ended(long number, @Nullable Throwable failure) {
        if (failure == null) {
            notFailed.headSet(number, false).clear();
        } else {
            notFailed.remove(number);
        }
    }

    private <T> CompletableFuture<T> call(
            ObjectNode params,
            Repetition repetition,
            long bytes,
            Decoding<T> decoding,
            Optional<Consumer<JsonNode>> progress) {
        String publish = "pipeline.publish";
        return progress.map(hears -> conversation.call(publish, params, repetition, bytes, decoding, hears))
                .orElseGet(() -> conversation.call(publish, params, repetition, bytes, decoding));
    }

    /** @param ended hears before the application does */
    private static <T> void follow(
            CompletableFuture<T> call, CompletableFuture<T> stage, Consumer<@Nullable Throwable> ended) {
        call.whenComplete((value, failure) -> {
            ended.accept(failure);
            if (failure == null) {
                stage.complete(value);
            } else {
                stage.completeExceptionally(Failures.of(failure));
            }
        });
        stage.whenComplete((value, failure) -> {
            if (stage.isCancelled()) {
                call.cancel(false);
            }
        });
    }

    /** @param bytes how much waits for the node with the task */
    private void whenKnown(long bytes, Consumer<Answered> task) {
        if (numbered != null) {
            task.accept(new Answered(numbered, null));
            return;
        }
        if (!conversation.reserve(bytes)) {
            task.accept(new Answered(false, Failures.tooMuch()));
            return;
        }
        waiting.add(answer -> {
            conversation.giveBack(bytes);
            task.accept(answer);
        });
        if (!asking) {
            asking = true;
            ask();
        }
    }

    private void ask() {
        ObjectNode params = Params.none().put("network", network.text()).put("name", pipeline);
        conversation
                .call(
                        "pipeline.show",
                        params,
                        Repetition.HARMLESS,
                        said -> new Row(said).text("kind").equals(PipelineKind.PERSISTENT.text()))
                .whenComplete((kept, failure) -> conversation.strand().execute(() -> told(kept, failure)));
    }

    private void told(@Nullable Boolean kept, @Nullable Throwable failure) {
        asking = false;
        PipesException why = failure == null ? null : Failures.of(failure);
        // Who may publish may not be allowed to ask.
        boolean unknown = why != null && why.code() == PipesException.Code.REFUSED;
        Answered answer = unknown ? new Answered(false, null) : new Answered(Boolean.TRUE.equals(kept), why);
        if (answer.failure() == null) {
            numbered = answer.kept();
        }
        List<Consumer<Answered>> tasks = List.copyOf(waiting);
        waiting.clear();
        tasks.forEach(task -> task.accept(answer));
    }
}
