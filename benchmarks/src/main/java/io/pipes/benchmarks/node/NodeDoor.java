// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.node;

import io.pipes.api.Endpoint;
import io.pipes.api.Pipes;
import io.pipes.api.PipesException;
import io.pipes.base.Secret;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What programs need to come to a node's API.
 *
 * @param port on 127.0.0.1
 * @param home where the owner's token is
 */
public record NodeDoor(int port, Path home) {
    public static final String PATH = "/api/v1";

    private static final String HOST = "127.0.0.1";

    /** Of what {@link #toString} said. */
    public static NodeDoor parse(String text) {
        String[] parts = text.split(",", 2);
        return new NodeDoor(Integer.parseInt(parts[0]), Path.of(parts[1]));
    }

    @Override
    public String toString() {
        return port + "," + home;
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(HOST, port);
    }

    public String token() throws IOException {
        return Files.readString(home.resolve("api-token")).strip();
    }

    /** Connects as applications do. */
    public Pipes connect() throws IOException {
        Secret token = Secret.wrap(token().getBytes(StandardCharsets.UTF_8));
        return Pipes.connect(Endpoint.of(URI.create("ws://" + HOST + ":" + port + PATH), token));
    }

    /** As {@link #connect}, when the node has come so far. */
    public Pipes connectWhenReady() throws InterruptedException {
        return PlainNode.await(this::tried);
    }

    private Optional<Pipes> tried() {
        try {
            return Optional.of(connect());
        } catch (PipesException | IOException notYet) {
            return Optional.empty();
        }
    }
}
