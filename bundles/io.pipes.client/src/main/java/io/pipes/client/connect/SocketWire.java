// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.connect;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipes.api.PipesException;
import io.pipes.client.socket.WebSocket;
import io.pipes.client.wire.Wire;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A wire over a WebSocket: one thread reads, another one encodes and writes. Both end with it. */
final class SocketWire implements Wire {
    private final WebSocket socket;
    private final Encoding encoding;
    private final Ear ear;
    private final Outgoing outgoing = new Outgoing();
    private final AtomicBoolean over = new AtomicBoolean();
    private final Thread writer;

    SocketWire(WebSocket socket, Encoding encoding, Ear ear) {
        this.socket = socket;
        this.encoding = encoding;
        this.ear = ear;
        this.writer = SocketWiring.thread("pipes-client-writer", this::write);
    }

    /** Begins to write, and reads on this thread until the end. */
    void run() {
        try {
            writer.start();
            while (!over.get()) {
                ear.received(encoding.read(socket.receive()));
            }
        } catch (Throwable gone) {
            end(gone);
        }
    }

    private void write() {
        try {
            while (!over.get()) {
                write(outgoing.take());
            }
        } catch (InterruptedException closed) {
            // That is what was wanted.
        } catch (Throwable gone) {
            end(gone);
        }
    }

    private void write(JsonNode message) throws IOException {
        byte[] written;
        try {
            written = written(message);
        } catch (PipesException unwritable) {
            if (message.isArray()) {
                // Each of them alone may do.
                for (JsonNode one : message) {
                    write(one);
                }
            } else {
                ear.unsent(message, unwritable);
            }
            return;
        }
        encoding.send(written, socket);
    }

    /** A node ends the connection of who sends it what is too long. */
    private byte[] written(JsonNode message) {
        byte[] written;
        try {
            written = encoding.write(message);
        } catch (IOException | RuntimeException strange) {
            throw new PipesException(
                    PipesException.Code.INVALID_ARGUMENT,
                    "'" + message.path("method").asText() + "' cannot be written: " + strange.getMessage()
                            + ". Nothing was sent.",
                    strange);
        }
        if (written.length > Encoding.MAX_SENT_BYTES) {
            throw new PipesException(
                    PipesException.Code.TOO_LARGE,
                    "'" + message.path("method").asText() + "' has " + written.length
                            + " bytes as it is written, and a node reads at most " + Encoding.MAX_SENT_BYTES
                            + ". Nothing was sent.");
        }
        return written;
    }

    /** Also by a mistake of ours: a wire whose threads are gone must not look as if it stood. */
    private void end(Throwable why) {
        if (over.compareAndSet(false, true)) {
            letGo();
            ear.ended(new PipesException(
                    PipesException.Code.UNREACHABLE,
                    "The connection to the node ended: " + why.getMessage() + ".",
                    why));
        }
    }

    @Override
    public void send(JsonNode message) {
        outgoing.add(message);
    }

    @Override
    public void close() {
        if (over.compareAndSet(false, true)) {
            letGo();
        }
    }

    /** Not by the socket's own good-bye: it may have to wait for a write that is stuck. */
    private void letGo() {
        outgoing.close();
        writer.interrupt();
        socket.abandon();
    }
}
