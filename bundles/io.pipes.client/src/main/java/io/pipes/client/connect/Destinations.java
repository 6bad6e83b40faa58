// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.connect;

import io.pipes.api.PipesException;
import io.pipes.base.Secret;
import io.pipes.client.ClientException;
import io.pipes.client.home.Door;
import io.pipes.client.home.Home;
import io.pipes.client.home.NodeProcess;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Supplier;

/** Where node processes listen, and what lets their owners in. */
final class Destinations {
    private static final String PATH = "/api/v1";
    private static final int USUAL_PORT = 7170;

    private Destinations() {}

    /** The process of a home: it may be another one each time, and listen somewhere else. */
    static SocketWiring.Destination of(Path path) {
        return () -> known(() -> place(Home.at(path)));
    }

    private static SocketWiring.Place place(Home home) {
        String console = NodeProcess.of(home)
                .flatMap(NodeProcess::console)
                .orElseThrow(() -> new PipesException(
                        PipesException.Code.UNREACHABLE,
                        "No node runs in " + home + ". Start it with '" + home.command("start") + "'."));
        return new SocketWiring.Place(Door.address(console), PATH);
    }

    static SocketWiring.Destination of(URI uri) {
        if (!"ws".equals(uri.getScheme()) || uri.getHost() == null) {
            throw new PipesException(
                    PipesException.Code.INVALID_ARGUMENT,
                    "'" + uri + "' is no address of an API, such as ws://127.0.0.1:" + USUAL_PORT + PATH + ".");
        }
        int port = uri.getPort() < 0 ? USUAL_PORT : uri.getPort();
        String path = uri.getRawPath().isEmpty() ? PATH : uri.getRawPath();
        String host = uri.getHost().replace("[", "").replace("]", "");
        return () -> new SocketWiring.Place(new InetSocketAddress(host, port), path);
    }

    /** The owner's token of a home. */
    static Secret token(Path path) {
        return known(() -> Secret.wrap(Door.token(Home.at(path)).getBytes(StandardCharsets.UTF_8)));
    }

    private static <T> T known(Supplier<T> question) {
        try {
            return question.get();
        } catch (ClientException unknown) {
            throw new PipesException(
                    unknown.retry() ? PipesException.Code.UNREACHABLE : PipesException.Code.UNAUTHENTICATED,
                    unknown.getMessage(),
                    unknown);
        }
    }
}
