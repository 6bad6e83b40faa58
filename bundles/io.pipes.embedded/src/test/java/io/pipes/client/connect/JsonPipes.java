// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.connect;

import io.pipes.api.Pipes;
import io.pipes.base.Secret;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/** A Pipes that speaks JSON, as a program in a browser would; applications cannot choose. */
public final class JsonPipes {
    private JsonPipes() {}

    public static Pipes connect(URI uri, Secret token, Executor callbacks) {
        return SocketConnector.connect(
                new SocketWiring(Destinations.of(uri), List.of("pipes.json.v1")),
                token,
                Workers.of(Optional.of(callbacks)));
    }
}
