// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.publish;

import io.pipes.api.PipesException;
import io.pipes.api.message.Content;
import io.pipes.api.message.ContentSource;
import io.pipes.api.message.MessageDraft;
import io.pipes.api.message.Sent;
import io.pipes.base.Bytes;
import io.pipes.pipeline.OnLoop;
import io.pipes.pipeline.catalog.PipelineEntry;
import io.pipes.pipeline.packet.BlobReference;
import io.pipes.pipeline.packet.ContentRules;
import io.pipes.pipeline.packet.LargeContents;
import io.pipes.pipeline.state.PipelineState;
import io.pipes.spi.local.ProducerNumber;
import io.pipes.spi.node.NodeContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Takes messages for a pipeline from whoever may publish there, and from any thread. */
public final class Publisher {
    private final NodeContext node;
    private final PublishQueue queue;

    public Publisher(NodeContext node, PublishQueue queue) {
        this.node = node;
        this.queue = queue;
    }

    /** @param pipeline as it is called now */
    public CompletionStage<Sent> publish(PipelineEntry pipeline, Content content) {
        return publish(pipeline, content, Optional.empty());
    }

    /**
     * @param pipeline as it is called now
     * @param number if its producer has given it one
     */
    public CompletionStage<Sent> publish(PipelineEntry pipeline, Content content, Optional<ProducerNumber> number) {
        check(content);
        return OnLoop.inTurn(node.loop(), () -> now(pipeline, content, number));
    }

    /** As {@link #publish(PipelineEntry, Content, Optional)}, at once; on the loop. */
    public CompletionStage<Sent> publishNow(PipelineEntry pipeline, Content content, Optional<ProducerNumber> number) {
        check(content);
        return now(pipeline, content, number);
    }

    /**
     * Several, which go out together.
     *
     * @param pipeline as it is called now
     */
    public CompletionStage<List<Sent>> publish(PipelineEntry pipeline, List<Content> contents) {
        check(contents);
        return OnLoop.inTurn(node.loop(), () -> publishNow(pipeline, contents));
    }

    /** As {@link #publish(PipelineEntry, List)}, at once; on the loop. */
    public CompletionStage<List<Sent>> publishNow(PipelineEntry pipeline, List<Content> contents) {
        check(contents);
        return queue.together(() -> all(contents.stream()
                .map(content -> now(pipeline, content, Optional.empty()))
                .toList()));
    }

    /** What several of them came to, in their order; fails when one of them does. */
    public static <T> CompletionStage<List<T>> all(List<CompletionStage<T>> stages) {
        List<CompletableFuture<T>> all =
                stages.stream().map(CompletionStage::toCompletableFuture).toList();
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                .thenApply(done -> all.stream().map(CompletableFuture::join).toList());
    }

    /** Throws what is wrong with any of them, before one is published. */
    public static void check(List<Content> contents) {
        contents.forEach(Publisher::check);
    }

    private static void check(Content content) {
        checkType(content.contentType());
        ContentRules.check(content);
    }

    private static void checkType(String contentType) {
        if (PipelineState.isReserved(contentType)) {
            throw new PipesException(
                    PipesException.Code.INVALID_ARGUMENT,
                    "The content type " + contentType + " belongs to the pipeline's state. Choose another one.");
        }
    }

    /** Also what applications may not publish. */
    public CompletionStage<Sent> publishAnyType(PipelineEntry pipeline, Content content) {
        ContentRules.check(content);
        return OnLoop.compose(node.loop(), () -> now(pipeline, content, Optional.empty()));
    }

    private CompletionStage<Sent> now(PipelineEntry pipeline, Content content, Optional<ProducerNumber> number) {
        Optional<PipesException> refusal = PublishRight.refusal(node, pipeline);
        return refusal.isPresent() ? CompletableFuture.failedFuture(refusal.get()) : queue.publish(content, number);
    }

    /**
     * Publishes content of any length: what is too long for a packet is stored first.
     *
     * @param large where it is stored; null where only packets go
     * @param number if its producer has given it one
     */
    public CompletionStage<Sent> publish(
            PipelineEntry pipeline,
            ContentSource source,
            @Nullable LargeContents large,
            Optional<ProducerNumber> number) {
        checkType(source.contentType());
        ContentRules.check(source);
        if (source.size() <= Content.MAX_BYTES) {
            return read(source).thenCompose(content -> publish(pipeline, content, number));
        }
        if (large == null) {
            return CompletableFuture.failedFuture(tooLarge(pipeline, source.size()));
        }
        return OnLoop.compose(node.loop(), () -> {
            Optional<PipesException> refusal = PublishRight.refusal(node, pipeline);
            return refusal.isPresent()
                    ? CompletableFuture.failedFuture(refusal.get())
                    : publish(pipeline, source.contentType(), large.put(source), large, number);
        });
    }

    static PipesException tooLarge(PipelineEntry pipeline, long size) {
        return new PipesException(
                PipesException.Code.TOO_LARGE,
                "The message has " + size + " bytes or more; '" + pipeline.name() + "' takes " + Content.MAX_BYTES
                        + " at most, because it keeps nothing. Publish it to a persistent pipeline.");
    }

    /**
     * Begins a message that is handed in piece by piece.
     *
     * @param pipeline as it is called now
     * @param large where it is stored if it is too long for a packet; null where only packets go
     */
    public CompletionStage<MessageDraft> draft(
            Supplier<PipelineEntry> pipeline, String contentType, @Nullable LargeContents large) {
        checkType(contentType);
        ContentRules.check(new Content(contentType, Bytes.EMPTY));
        return OnLoop.compose(node.loop(), () -> {
            Optional<PipesException> refusal = PublishRight.refusal(node, pipeline.get());
            return refusal.isPresent()
                    ? CompletableFuture.failedFuture(refusal.get())
                    : CompletableFuture.completedFuture(new PublishDraft(node, this, pipeline, contentType, large));
        });
    }

    /** Publishes what is being stored; what was stored in vain goes again. On the loop. */
    CompletionStage<Sent> publish(
            PipelineEntry pipeline,
            String contentType,
            CompletionStage<BlobReference> stored,
            LargeContents large,
            Optional<ProducerNumber> number) {
        return stored.thenCompose(blob -> publish(pipeline, contentType, blob, number)
                .whenComplete((sent, failure) -> {
                    if (failure != null) {
                        large.discard(blob, failure);
                    }
                }));
    }

    private CompletionStage<Content> read(ContentSource source) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (InputStream in = source.opener().open()) {
                        byte[] bytes = in.readNBytes((int) source.size());
                        if (bytes.length != source.size() || in.read() >= 0) {
                            throw new IOException("it has not as much as it says");
                        }
                        return new Content(source.contentType(), Bytes.wrap(bytes));
                    } catch (IOException e) {
                        throw unreadable(e);
                    }
                },
                node.blocking());
    }

    /** What a publisher hears whose source cannot be read. */
    public static PipesException unreadable(IOException why) {
        return new PipesException(
                PipesException.Code.INVALID_ARGUMENT, "The content could not be read: " + why.getMessage() + ".", why);
    }

    /** Storing it has taken a while. */
    private CompletionStage<Sent> publish(
            PipelineEntry pipeline, String contentType, BlobReference blob, Optional<ProducerNumber> number) {
        Optional<PipesException> refusal = PublishRight.refusal(node, pipeline);
        return refusal.isPresent()
                ? CompletableFuture.failedFuture(refusal.get())
                : queue.publish(contentType, blob, number);
    }
}
