// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api;

import io.pipes.base.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Where the API of a node process is, and what lets a program in.
 *
 * @param home the process's home, where its address and its owner's token are found; empty if these two are given
 * @param uri such as {@code ws://127.0.0.1:7170/api/v1}
 * @param token one that {@code pipes token create} made
 * @param callbacks what runs stages and subscribers; empty for a pool of its own
 */
public record Endpoint(Optional<Path> home, Optional<URI> uri, Optional<Secret> token, Optional<Executor> callbacks) {
    /** The node process of this user, see {@link Pipes#connect()}. */
    public static Endpoint ofThisUser() {
        String named = System.getenv("PIPES_HOME");
        return ofHome(
                named == null || named.isBlank() ? Path.of(System.getProperty("user.home"), ".pipes") : Path.of(named));
    }

    /** The node process of a home on this machine, by its owner's token. */
    public static Endpoint ofHome(Path home) {
        return new Endpoint(Optional.of(home), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** A node process by its address and a token. */
    public static Endpoint of(URI uri, Secret token) {
        return new Endpoint(Optional.empty(), Optional.of(uri), Optional.of(token), Optional.empty());
    }

    /** The same, with callbacks on threads of the application. */
    public Endpoint callingBackOn(Executor executor) {
        return new Endpoint(home, uri, token, Optional.of(executor));
    }
}
