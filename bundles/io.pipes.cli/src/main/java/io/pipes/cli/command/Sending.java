// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.command;

import io.pipes.cli.ExitCode;
import io.pipes.cli.Session;
import io.pipes.client.ClientException;
import io.pipes.client.NodeClient;
import io.pipes.client.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Sends one message, or one per line of standard input. Lines go out without waiting for the answers to those before them; receipts are
 * printed in the order of the lines. Where the node holds back its answers, reading stops too.
 */
final class Sending {
    /** Fewer than the node allows in flight. */
    private static final int IN_FLIGHT = 128;

    private static final CompletableFuture<@Nullable Object> END = new CompletableFuture<>();

    private final Session session;
    private final String method;
    private final JsonObject params;
    private final Duration patience;
    private final BlockingQueue<CompletableFuture<@Nullable Object>> answers = new ArrayBlockingQueue<>(IN_FLIGHT);
    private volatile @Nullable RuntimeException failure;

    Sending(Session session, String method, JsonObject params, Duration patience) {
        this.session = session;
        this.method = method;
        this.params = params;
        this.patience = patience;
    }

    /** @param text the message; {@code -} or null for the lines of standard input */
    int send(@Nullable String text) {
        if (text != null && !text.equals("-")) {
            print(session.ask(method, params.with("text", text), patience));
            return ExitCode.DONE;
        }
        session.node();
        session.out().hint("One message per line; Ctrl-D ends.");
        sendLines();
        return ExitCode.DONE;
    }

    private void sendLines() {
        Thread printer = new Thread(this::printAnswers, "pipes-receipts");
        printer.setDaemon(true);
        printer.start();
        RuntimeException unread = null;
        try {
            readLines();
        } catch (ClientException trouble) {
            unread = trouble;
        }
        finish(printer);
        RuntimeException failed = failure != null ? failure : unread;
        if (failed != null) {
            throw failed;
        }
    }

    private void readLines() {
        LineInput lines = new LineInput(session.in());
        for (byte[] line = lines.read(); line != null && failure == null; line = lines.read()) {
            put(session.node().call(method, Payload.put(params, line)));
        }
    }

    private void finish(Thread printer) {
        put(END);
        try {
            printer.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void put(CompletableFuture<@Nullable Object> answer) {
        try {
            answers.put(answer);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void printAnswers() {
        try {
            for (CompletableFuture<@Nullable Object> answer = answers.take(); answer != END; answer = answers.take()) {
                take(answer);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** After a failure the rest is only taken away, so that the reader is not held up. */
    private void take(CompletableFuture<@Nullable Object> answer) {
        if (failure == null) {
            try {
                print(JsonObject.from(NodeClient.await(answer, patience)));
            } catch (RuntimeException refused) {
                failure = refused;
            }
        }
    }

    private void print(JsonObject sent) {
        String receipt = sent.text("receipt", "sent");
        String where = sent.number("storedAt").map(nodes -> " at " + nodes).orElse("");
        session.out().result(sent, receipt + where + "  " + sent.text("message", ""));
        Optional<String> wanted = params.text("wait");
        if (wanted.isPresent() && !wanted.get().equals(receipt) && !receipt.equals("delivered")) {
            throw new ClientException(
                    ClientException.TIMED_OUT,
                    "The message was not " + wanted.get()
                            + " in time; it is still on its way. Wait longer with --timeout, or look with 'pipes held "
                            + sent.text("message", "MESSAGE") + "'.",
                    false);
        }
    }
}
