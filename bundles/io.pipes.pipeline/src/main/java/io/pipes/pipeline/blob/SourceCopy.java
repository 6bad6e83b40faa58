// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.blob;

import io.pipes.api.message.ContentSource;
import io.pipes.base.Bytes;
import io.pipes.pipeline.packet.BlobReference;
import io.pipes.pipeline.packet.LargeContents;
import io.pipes.pipeline.publish.Publisher;
import io.pipes.spi.node.NodeContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Reads a source where one may block, and hands on what it gives, a chunk at a time. */
final class SourceCopy {
    private final NodeContext node;
    private final ContentSource source;
    private final LargeContents.Writing to;
    private final CompletableFuture<BlobReference> done = new CompletableFuture<>();
    private @Nullable InputStream in;
    private long left;

    SourceCopy(NodeContext node, ContentSource source, LargeContents.Writing to) {
        this.node = node;
        this.source = source;
        this.to = to;
        left = source.size();
    }

    /** Completes on the loop when everything is durable; fails with {@code PipesException}, and nothing is left. */
    CompletionStage<BlobReference> run() {
        next();
        return done;
    }

    private void next() {
        CompletableFuture.supplyAsync(this::read, node.blocking())
                .thenComposeAsync(to::write, node.loop())
                .thenRunAsync(this::written, node.loop())
                .exceptionallyAsync(this::failed, node.loop());
    }

    private Bytes read() {
        try {
            if (in == null) {
                in = source.opener().open();
            }
            byte[] content = in.readNBytes((int) Math.min(left, ChunkCipher.CONTENT_BYTES));
            left -= content.length;
            boolean tooFew = content.length == 0;
            if (tooFew || left == 0 && in.read() >= 0) {
                throw new IOException("it has not as much as it says");
            }
            return Bytes.wrap(content);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private void written() {
        if (left > 0) {
            next();
            return;
        }
        release();
        to.finish().whenComplete((reference, failure) -> {
            if (failure == null) {
                done.complete(reference);
            } else {
                done.completeExceptionally(failure);
            }
        });
    }

    private @Nullable Void failed(Throwable why) {
        release();
        Throwable cause = why instanceof CompletionException ? why.getCause() : why;
        Throwable told =
                cause instanceof UncheckedIOException unreadable ? Publisher.unreadable(unreadable.getCause()) : cause;
        to.discard().whenCompleteAsync((left, failure) -> done.completeExceptionally(told), node.loop());
        return null;
    }

    private void release() {
        InputStream open = in;
        in = null;
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
