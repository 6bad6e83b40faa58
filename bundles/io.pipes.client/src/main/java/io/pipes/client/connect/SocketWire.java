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
        writer.start();
        try {
            while (!over.get()) {
                ear.received(encoding.read(socket.receive()));
            }
        } catch (IOException gone) {
            end(gone);
        }
    }

    private void write() {
        try {
            while (!over.get()) {
                encoding.send(outgoing.take(), socket);
            }
        } catch (IOException gone) {
            end(gone);
        } catch (InterruptedException closed) {
            // That is what was wanted.
        }
    }

    private void end(IOException why) {
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
