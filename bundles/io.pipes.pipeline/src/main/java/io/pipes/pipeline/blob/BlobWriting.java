// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.blob;

import io.pipes.api.PipesException;
import io.pipes.api.message.ContentSource;
import io.pipes.base.Bytes;
import io.pipes.base.Secret;
import io.pipes.pipeline.packet.BlobReference;
import io.pipes.pipeline.packet.LargeContents;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.storage.BlobDraft;
import io.pipes.spi.storage.BlobManifest;
import io.pipes.spi.storage.StoreException;
import java.io.ByteArrayOutputStream;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One content on its way into the store: its pieces become chunks, each sealed on a worker and written, one after the other, so that two
 * chunks are in memory whatever its length. A chunk is held back until something follows, as only the last one is sealed as such.
 *
 * <p>Lives on the node's loop.
 */
final class BlobWriting implements LargeContents.Writing {
    private final NodeContext node;
    private final Outcome outcome;
    private final Secret key;
    private final ChunkSealer sealer;
    private final ByteArrayOutputStream hashes = new ByteArrayOutputStream();
    private final byte[] chunk = new byte[ChunkCipher.CONTENT_BYTES];
    private int filled;
    private long size;
    private @Nullable BlobDraft draft;
    /** What is under way, or was last. */
    private CompletionStage<?> step = CompletableFuture.completedFuture(null);

    private @Nullable PipesException ended;

    /** Who hears what becomes of it. */
    interface Outcome {
        /** The blob is here. */
        void written(Bytes address);

        /** Nothing more comes. */
        void over(BlobWriting writing);
    }

    BlobWriting(NodeContext node, Outcome outcome) {
        this.node = node;
        this.outcome = outcome;
        key = Secret.random(node.randomness(), BlobReference.KEY_BYTES);
        sealer = new ChunkSealer(node.suite().recordCipher(key));
    }

    @Override
    public CompletionStage<Void> write(Bytes piece) {
        return step(() -> {
            size += piece.size();
            return size > ContentSource.MAX_BYTES ? CompletableFuture.failedFuture(tooLarge()) : take(piece, 0);
        });
    }

    @Override
    public CompletionStage<BlobReference> finish() {
        return step(() -> put(true).thenComposeAsync(done -> close(), node.loop()));
    }

    @Override
    public CompletionStage<Void> discard() {
        return stop(new PipesException(PipesException.Code.INVALID_ARGUMENT, "The message was given up."));
    }

    /** Ends it where it is now; completes when nothing of it is under way any more. */
    CompletionStage<Void> stop(PipesException why) {
        if (ended == null) {
            ended = why;
        }
        return step.handle((done, failure) -> done).thenComposeAsync(done -> release(), node.loop());
    }

    private <T> CompletionStage<T> step(Supplier<CompletionStage<T>> next) {
        if (ended != null) {
            return CompletableFuture.failedFuture(ended);
        }
        CompletableFuture<T> result = new CompletableFuture<>();
        step = result;
        next.get().whenCompleteAsync((value, failure) -> end(result, value, failure), node.loop());
        return result;
    }

    private <T> void end(CompletableFuture<T> result, @Nullable T value, @Nullable Throwable failure) {
        if (failure == null) {
            result.complete(value);
            return;
        }
        PipesException why = told(failure instanceof CompletionException ? failure.getCause() : failure);
        ended = why;
        release().whenComplete((closed, unclosed) -> result.completeExceptionally(why));
    }

    private CompletionStage<Void> take(Bytes piece, int from) {
        int taken = Math.min(chunk.length - filled, piece.size() - from);
        piece.slice(from, from + taken).copyTo(chunk, filled);
        filled += taken;
        return from + taken == piece.size()
                ? CompletableFuture.completedFuture(null)
                : put(false).thenComposeAsync(done -> take(piece, from + taken), node.loop());
    }

    private CompletionStage<Void> put(boolean last) {
        if (ended != null) {
            return CompletableFuture.failedFuture(ended);
        }
        return begun().thenApplyAsync(to -> seal(last), node.workers())
                .thenComposeAsync(
                        next -> {
                            filled = 0;
                            return Objects.requireNonNull(draft).append(next);
                        },
                        node.loop());
    }

    private CompletionStage<BlobDraft> begun() {
        if (draft != null) {
            return CompletableFuture.completedFuture(draft);
        }
        return node.blobs()
                .begin()
                .thenApplyAsync(
                        begun -> {
                            draft = begun;
                            return begun;
                        },
                        node.loop());
    }

    private Bytes seal(boolean last) {
        Bytes next = sealer.seal(chunk, filled, last);
        hashes.writeBytes(BlobManifest.hash(node.suite(), next).toArray());
        return next;
    }

    private CompletionStage<BlobReference> close() {
        if (ended != null) {
            return CompletableFuture.failedFuture(ended);
        }
        BlobManifest manifest = new BlobManifest(ChunkCipher.blobBytes(size), Bytes.wrap(hashes.toByteArray()));
        BlobReference reference = new BlobReference(manifest.address(node.suite()), size, key);
        return Objects.requireNonNull(draft)
                .finish(manifest)
                .thenApplyAsync(
                        finished -> {
                            draft = null;
                            outcome.written(reference.address());
                            outcome.over(this);
                            return reference;
                        },
                        node.loop());
    }

    private CompletionStage<Void> release() {
        outcome.over(this);
        BlobDraft begun = draft;
        draft = null;
        return begun == null ? CompletableFuture.completedFuture(null) : begun.close();
    }

    private static PipesException tooLarge() {
        return new PipesException(
                PipesException.Code.TOO_LARGE,
                "The message has more than " + ContentSource.MAX_BYTES
                        + " bytes, which is the most. Send it in parts.");
    }

    private static PipesException told(@Nullable Throwable why) {
        if (why instanceof PipesException known) {
            return known;
        }
        boolean full = why instanceof StoreException failure && failure.reason() == StoreException.Reason.FULL;
        return new PipesException(
                PipesException.Code.STORAGE,
                full
                        ? "The disk is full, or large contents have reached their limit ('limit' in etc/io.pipes.storage.blobs.cfg): "
                                + "the message was not stored and not published. Free some space or raise the limit, and publish "
                                + "it again."
                        : "The message was not stored and not published, because the store failed. 'pipes status' says more; "
                                + "try again.",
                why);
    }
}
