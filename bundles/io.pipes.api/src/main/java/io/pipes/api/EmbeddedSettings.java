// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * How a node runs inside an application.
 *
 * @param home a directory of its own; it holds the node's keys
 * @param listen where it accepts connections of other nodes, such as {@code tcp://0.0.0.0:7171}; empty to call others only
 * @param callbacks what runs stages and subscribers; empty for a pool of its own
 */
public record EmbeddedSettings(Path home, List<String> listen, Optional<Executor> callbacks) {
    public EmbeddedSettings {
        listen = List.copyOf(listen);
    }

    public static EmbeddedSettings at(Path home) {
        return new EmbeddedSettings(home, List.of(), Optional.empty());
    }

    /** The same, and others can call it there. */
    public EmbeddedSettings listeningAt(String... addresses) {
        return new EmbeddedSettings(home, List.of(addresses), callbacks);
    }

    /** The same, with callbacks on threads of the application. */
    public EmbeddedSettings callingBackOn(Executor executor) {
        return new EmbeddedSettings(home, listen, Optional.of(executor));
    }
}
