// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import io.pipes.api.PipesException;
import io.pipes.api.message.ContentSource;
import io.pipes.api.message.MessageDraft;
import io.pipes.api.message.Sent;
import io.pipes.base.Bytes;
import io.pipes.client.call.Callbacks;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Reads a content on the application's executor, where it may block, and hands it in piece by piece: one is held at a time. */
final class Upload {
    private static final int PIECE_BYTES = 1 << 20;

    private final ContentSource source;
    private final MessageDraft draft;
    private final ClientTask<Sent> task;
    private final Callbacks callbacks;
    private final InputStream in;
    private long taken;

    private Upload(
            ContentSource source, MessageDraft draft, ClientTask<Sent> task, Callbacks callbacks, InputStream in) {
        this.source = source;
        this.draft = draft;
        this.task = task;
        this.callbacks = callbacks;
        this.in = in;
    }

    /**
     * Begins.
     *
     * @param draft is published or discarded in the end
     * @param task of which this is the last part
     */
    static CompletionStage<Sent> of(
            ContentSource source, MessageDraft draft, ClientTask<Sent> task, Callbacks callbacks) {
        return opened(source, callbacks)
                .thenCompose(in -> new Upload(source, draft, task, callbacks, in).run())
                .whenComplete((sent, failure) -> {
                    if (failure != null) {
                        draft.discard();
                    }
                });
    }

    private static CompletionStage<InputStream> opened(ContentSource source, Callbacks callbacks) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return source.opener().open();
                    } catch (IOException unreadable) {
                        throw unreadable(unreadable);
                    }
                },
                callbacks);
    }

    private CompletionStage<Sent> run() {
        return next().whenComplete((sent, failure) -> close());
    }

    private CompletionStage<Sent> next() {
        return CompletableFuture.supplyAsync(this::read, callbacks).thenCompose(piece -> {
            if (piece.isEmpty()) {
                return task.step(() -> draft.publish().toCompletableFuture());
            }
            return task.step(() -> draft.write(piece).toCompletableFuture()).thenCompose(written -> {
                task.tell(
                        "sending",
                        taken,
                        Optional.of(source.size()),
                        taken + " of " + source.size() + " bytes have been handed to the node.");
                return next();
            });
        });
    }

    /** Empty at the end, which has to be where the source said. */
    private Bytes read() {
        try {
            byte[] piece = in.readNBytes(PIECE_BYTES);
            taken += piece.length;
            if (taken > source.size() || piece.length == 0 && taken < source.size()) {
                throw new PipesException(
                        PipesException.Code.INVALID_ARGUMENT,
                        "The source has other than the " + source.size()
                                + " bytes that it was to have. Has the file changed?");
            }
            return Bytes.wrap(piece);
        } catch (IOException unreadable) {
            throw unreadable(unreadable);
        }
    }

    private static PipesException unreadable(IOException why) {
        return new PipesException(
                PipesException.Code.INVALID_ARGUMENT,
                "The content could not be read: " + why.getMessage() + ". Nothing was published.",
                why);
    }

    private void close() {
        try {
            in.close();
        } catch (IOException alreadyRead) {
            // All that was wanted of it has been read.
        }
    }
}
