// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.blob;

import io.pipes.api.PipesException;
import io.pipes.api.message.ContentSource;
import io.pipes.base.Bytes;
import io.pipes.base.Secret;
import io.pipes.pipeline.packet.BlobReference;
import io.pipes.pipeline.publish.Publisher;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.storage.BlobDraft;
import io.pipes.spi.storage.BlobManifest;
import io.pipes.spi.storage.StoreException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One content on its way into the store: read where one may block, sealed on a worker, written, one chunk after the other, so that a
 * few chunks are in memory whatever its length.
 */
final class BlobWriting {
    private final NodeContext node;
    private final ContentSource source;
    private final Secret key;
    private final ChunkCipher cipher;
    private final ByteArrayOutputStream hashes = new ByteArrayOutputStream();
    private final CompletableFuture<BlobReference> done = new CompletableFuture<>();
    private @Nullable InputStream in;
    private @Nullable BlobDraft draft;
    private boolean stopped;

    BlobWriting(NodeContext node, ContentSource source) {
        this.node = node;
        this.source = source;
        key = Secret.random(node.randomness(), BlobReference.KEY_BYTES);
        cipher = new ChunkCipher(node.suite().recordCipher(key), source.size());
    }

    /** Completes on the loop when the blob is durable; fails with {@link PipesException}, and nothing is left. */
    CompletionStage<BlobReference> run() {
        node.blobs()
                .begin()
                .thenAcceptAsync(begun -> draft = begun, node.loop())
                .thenRunAsync(this::next, node.loop())
                .exceptionallyAsync(this::failed, node.loop());
        return done;
    }

    /** The feature is being replaced; completes when nothing of it is under way any more. */
    CompletableFuture<Void> stop() {
        stopped = true;
        return done.handle((reference, failure) -> null);
    }

    private void next() {
        BlobDraft to = Objects.requireNonNull(draft);
        int index = to.chunks();
        if (stopped) {
            failed(new PipesException(
                    PipesException.Code.FEATURE_MISSING, "The pipeline feature is being replaced. Publish again."));
            return;
        }
        if (index == ChunkCipher.chunks(source.size())) {
            finish(to);
            return;
        }
        CompletableFuture.supplyAsync(() -> read(index), node.blocking())
                .thenApplyAsync(content -> seal(index, content), node.workers())
                .thenComposeAsync(to::append, node.loop())
                .thenRunAsync(this::next, node.loop())
                .exceptionallyAsync(this::failed, node.loop());
    }

    private byte[] read(int index) {
        try {
            if (in == null) {
                in = source.opener().open();
            }
            byte[] content = in.readNBytes(cipher.length(index));
            boolean last = index == ChunkCipher.chunks(source.size()) - 1;
            if (content.length != cipher.length(index) || last && in.read() >= 0) {
                throw new IOException("it has not as much as it says");
            }
            return content;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private Bytes seal(int index, byte[] content) {
        Bytes chunk = cipher.seal(index, content);
        hashes.writeBytes(BlobManifest.hash(node.suite(), chunk).toArray());
        return chunk;
    }

    private void finish(BlobDraft to) {
        BlobManifest manifest =
                new BlobManifest(ChunkCipher.blobBytes(source.size()), Bytes.wrap(hashes.toByteArray()));
        to.finish(manifest)
                .thenRunAsync(
                        () -> {
                            draft = null;
                            release();
                            done.complete(new BlobReference(manifest.address(node.suite()), source.size(), key));
                        },
                        node.loop())
                .exceptionallyAsync(this::failed, node.loop());
    }

    private @Nullable Void failed(Throwable why) {
        release();
        done.completeExceptionally(told(why instanceof CompletionException ? why.getCause() : why));
        return null;
    }

    private static PipesException told(@Nullable Throwable why) {
        if (why instanceof PipesException known) {
            return known;
        }
        if (why instanceof UncheckedIOException unreadable) {
            return Publisher.unreadable(unreadable.getCause());
        }
        boolean full = why instanceof StoreException failure && failure.reason() == StoreException.Reason.FULL;
        return new PipesException(
                PipesException.Code.STORAGE,
                full
                        ? "The disk is full: the message was not stored and not published. Free some space and publish it again."
                        : "The message was not stored and not published, because the store failed. 'pipes status' says more; "
                                + "try again.",
                why);
    }

    private void release() {
        InputStream open = in;
        BlobDraft begun = draft;
        in = null;
        draft = null;
        if (begun != null) {
            begun.close();
        }
        if (open != null) {
            node.blocking().execute(() -> close(open));
        }
    }

    private static void close(InputStream open) {
        try {
            open.close();
        } catch (IOException alreadyRead) {
            // All that was needed of it has been read.
        }
    }
}
