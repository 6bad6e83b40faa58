// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.connect;

import io.pipes.api.PipesException;
import io.pipes.client.socket.WebSocket;
import io.pipes.client.socket.WebSocketException;
import io.pipes.client.wire.Wire;
import io.pipes.client.wire.Wiring;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Connects to a node process over a WebSocket, each time with a thread of its own, which then reads. */
final class SocketWiring implements Wiring {
    private static final int PATIENCE_MILLIS = 10_000;

    private final Destination destination;
    private final List<String> encodings;

    /** Where a node process listens; asked before each connection, on a thread that may block. */
    @FunctionalInterface
    interface Destination {
        /** @throws PipesException when nobody knows */
        Place find();
    }

    /** @param path such as {@code /api/v1} */
    record Place(InetSocketAddress address, String path) {}

    SocketWiring(Destination destination, List<String> encodings) {
        this.destination = destination;
        this.encodings = encodings;
    }

    @Override
    public CompletionStage<Wire> connect(Wire.Ear ear) {
        CompletableFuture<Wire> connected = new CompletableFuture<>();
        thread("pipes-client-reader", () -> connect(ear, connected)).start();
        return connected;
    }

    private void connect(Wire.Ear ear, CompletableFuture<Wire> connected) {
        SocketWire wire;
        try {
            wire = open(destination.find(), ear);
        } catch (Throwable nobody) {
            // Whatever it is: somebody waits for this.
            connected.completeExceptionally(nobody);
            return;
        }
        connected.complete(wire);
        wire.run();
    }

    private SocketWire open(Place place, Wire.Ear ear) {
        try {
            WebSocket socket = WebSocket.connect(
                    place.address(), place.path(), encodings, Encoding.MAX_MESSAGE_BYTES, PATIENCE_MILLIS);
            return new SocketWire(socket, Encoding.of(socket.subProtocol()), ear);
        } catch (WebSocketException stranger) {
            throw new PipesException(
                    PipesException.Code.UNREACHABLE,
                    "What listens at " + shown(place) + " is no Pipes node, or one that is just starting: "
                            + stranger.getMessage() + ".",
                    stranger);
        } catch (IOException nobody) {
            throw new PipesException(
                    PipesException.Code.UNREACHABLE,
                    "No node answers at " + shown(place) + ". Start it, or try again in a moment.",
                    nobody);
        }
    }

    private static String shown(Place place) {
        return place.address().getHostString() + ":" + place.address().getPort();
    }

    static Thread thread(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
