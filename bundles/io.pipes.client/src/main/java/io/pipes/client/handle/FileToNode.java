// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.PipesException;
import io.pipes.base.Bytes;
import io.pipes.client.row.Params;
import io.pipes.client.row.Row;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Reads a file on the application's executor, where it may block, and hands it to the node piece by piece: one is held at a time.
 *
 * @param <T> what the node says of the whole file
 */
final class FileToNode<T> {
    private static final int PIECE_BYTES = 1 << 20;

    private final Calls calls;
    private final String noun;
    private final InputStream file;
    private final Function<Row, T> report;
    private final ClientTask<T> task;
    private long read;

    private FileToNode(Calls calls, String noun, InputStream file, Function<Row, T> report, ClientTask<T> task) {
        this.calls = calls;
        this.noun = noun;
        this.file = file;
        this.report = report;
        this.task = task;
    }

    /**
     * Begins.
     *
     * @param noun what is read, as the protocol calls it: {@code archive} or {@code backup}
     * @param method takes it
     */
    static <T> ClientTask<T> read(
            Calls calls, String noun, String method, ObjectNode params, InputStream file, Function<Row, T> report) {
        ClientTask<T> task = calls.task();
        FileToNode<T> taken = new FileToNode<>(calls, noun, file, report, task);
        return task.endsWith(task.step(() -> calls.open(method, noun, params))
                .thenCompose(opened -> taken.next(opened).whenComplete((said, failure) -> {
                    if (failure != null) {
                        opened.close();
                    }
                })));
    }

    private CompletionStage<T> next(Opened opened) {
        return CompletableFuture.supplyAsync(this::read, calls.conversation().callbacks())
                .thenCompose(piece -> piece.isEmpty() ? finish(opened) : hand(opened, piece));
    }

    private CompletionStage<T> hand(Opened opened, Bytes piece) {
        ObjectNode params = Params.none().set("base64", Params.bytes(piece));
        return task.step(() -> opened.call(noun + ".write", params, piece.size(), said -> said))
                .thenCompose(taken -> {
                    read += piece.size();
                    task.tell("reading", read, Optional.empty(), read + " bytes have been read.");
                    return next(opened);
                });
    }

    private CompletionStage<T> finish(Opened opened) {
        return task.step(() -> opened.call(noun + ".write", Params.none(), 0, said -> report.apply(new Row(said))));
    }

    private Bytes read() {
        try {
            return Bytes.wrap(file.readNBytes(PIECE_BYTES));
        } catch (IOException unreadable) {
            throw new PipesException(
                    PipesException.Code.INVALID_ARGUMENT,
                    "The file could not be read: " + unreadable.getMessage() + ".",
                    unreadable);
        }
    }
}
