// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.publish;

import io.pipes.api.PipesException;
import io.pipes.api.message.Content;
import io.pipes.api.message.MessageDraft;
import io.pipes.api.message.Sent;
import io.pipes.base.Bytes;
import io.pipes.pipeline.OnLoop;
import io.pipes.pipeline.catalog.PipelineEntry;
import io.pipes.pipeline.packet.LargeContents;
import io.pipes.spi.node.NodeContext;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A message that comes piece by piece: in memory as long as it may fit into a packet, then on its way into the store. */
final class PublishDraft implements MessageDraft {
    private final NodeContext node;
    private final Publisher publisher;
    private final Supplier<PipelineEntry> pipeline;
    private final String contentType;
    private final @Nullable LargeContents large;
    private ByteArrayOutputStream beginning = new ByteArrayOutputStream();
    private LargeContents.@Nullable Writing writing;
    private boolean busy;
    private boolean over;
    private @Nullable PipesException failure;

    /**
     * @param pipeline as it is called now
     * @param large where what is too long for a packet is stored; null where only packets go
     */
    PublishDraft(
            NodeContext node,
            Publisher publisher,
            Supplier<PipelineEntry> pipeline,
            String contentType,
            @Nullable LargeContents large) {
        this.node = node;
        this.publisher = publisher;
        this.pipeline = pipeline;
        this.contentType = contentType;
        this.large = large;
    }

    @Override
    public CompletionStage<Void> write(Bytes piece) {
        return step(() -> take(piece));
    }

    @Override
    public CompletionStage<Sent> publish() {
        return step(() -> {
            over = true;
            return writing == null
                    ? publisher.publish(pipeline.get(), new Content(contentType, Bytes.wrap(beginning.toByteArray())))
                    : publisher.publish(pipeline.get(), contentType, writing.finish(), large, Optional.empty());
        });
    }

    @Override
    public void discard() {
        node.loop().execute(() -> {
            if (!over) {
                over = true;
                beginning = new ByteArrayOutputStream();
                if (writing != null) {
                    writing.discard();
                }
            }
        });
    }

    private CompletionStage<Void> take(Bytes piece) {
        if (writing != null) {
            return writing.write(piece);
        }
        long size = (long) beginning.size() + piece.size();
        if (size <= Content.MAX_BYTES) {
            beginning.writeBytes(piece.toArray());
            return CompletableFuture.completedFuture(null);
        }
        if (large == null) {
            throw Publisher.tooLarge(pipeline.get(), size);
        }
        LargeContents.Writing into = large.begin();
        writing = into;
        Bytes before = Bytes.wrap(beginning.toByteArray());
        beginning = new ByteArrayOutputStream();
        return into.write(before).thenComposeAsync(done -> into.write(piece), node.loop());
    }

    private <T> CompletionStage<T> step(Supplier<CompletionStage<T>> next) {
        return OnLoop.compose(node.loop(), () -> {
            check();
            busy = true;
            return begin(next)
                    .whenComplete((done, why) -> {
                        busy = false;
                        failure = why == null ? null : told(why);
                    })
                    .exceptionallyCompose(why -> CompletableFuture.failedFuture(told(why)));
        });
    }

    private static <T> CompletionStage<T> begin(Supplier<CompletionStage<T>> next) {
        try {
            return next.get();
        } catch (PipesException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    private void check() {
        if (failure != null) {
            throw failure;
        }
        if (busy) {
            throw new PipesException(
                    PipesException.Code.BUSY,
                    "The piece before is still being stored. Wait until it is, one at a time.");
        }
        if (over) {
            throw new PipesException(
                    PipesException.Code.INVALID_ARGUMENT, "This message was published or given up. Begin another one.");
        }
    }

    /** A feature that comes back does not know what its predecessor was given, so calling again would not help. */
    private static PipesException told(Throwable why) {
        Throwable cause = why instanceof CompletionException ? why.getCause() : why;
        if (!(cause instanceof PipesException known)) {
            return new PipesException(
                    PipesException.Code.INTERNAL,
                    "The message could not be published, unexpectedly. Try again.",
                    cause);
        }
        return known.code() == PipesException.Code.FEATURE_MISSING
                ? new PipesException(
                        PipesException.Code.BUSY,
                        "The pipeline feature was replaced in the middle of the message, which was not published. Publish it"
                                + " again.",
                        known)
                : known;
    }
}
