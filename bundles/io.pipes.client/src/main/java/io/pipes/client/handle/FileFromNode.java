// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.PipesException;
import io.pipes.base.Bytes;
import io.pipes.client.row.Params;
import io.pipes.client.row.Row;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Writes a file that the node makes piece by piece, on the application's executor, where it may block: one piece is held at a time. */
final class FileFromNode {
    private final Calls calls;
    private final String noun;
    private final OutputStream file;
    private final ClientTask<Long> task;
    private long written;

    private FileFromNode(Calls calls, String noun, OutputStream file, ClientTask<Long> task) {
        this.calls = calls;
        this.noun = noun;
        this.file = file;
        this.task = task;
    }

    /**
     * Begins.
     *
     * @param noun what is made, as the protocol calls it: {@code archive} or {@code backup}
     * @param method makes it
     * @return how long it is
     */
    static ClientTask<Long> write(Calls calls, String noun, String method, ObjectNode params, OutputStream file) {
        ClientTask<Long> task = calls.task();
        FileFromNode made = new FileFromNode(calls, noun, file, task);
        return task.endsWith(task.step(() -> calls.open(method, noun, params))
                .thenCompose(opened -> made.next(opened).whenComplete((size, failure) -> {
                    if (failure != null) {
                        opened.close();
                    }
                })));
    }

    private CompletionStage<Long> next(Opened opened) {
        return task.step(() -> opened.call(noun + ".read", Params.none(), 0, said -> new Row(said).findBytes("base64")))
                .thenComposeAsync(
                        piece -> {
                            if (piece.isEmpty()) {
                                return CompletableFuture.completedFuture(written);
                            }
                            write(piece.get());
                            return next(opened);
                        },
                        calls.conversation().callbacks());
    }

    private void write(Bytes piece) {
        try {
            file.write(piece.toArray());
        } catch (IOException full) {
            throw new PipesException(
                    PipesException.Code.INVALID_ARGUMENT,
                    "The file could not be written: " + full.getMessage() + ". What is there of it is of no use.",
                    full);
        }
        written += piece.size();
        task.tell("writing", written, Optional.empty(), written + " bytes have been written.");
    }
}
