// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.node;

import io.pipes.base.id.IdentityId;
import io.pipes.engine.Engine;
import io.pipes.engine.EngineParts;
import io.pipes.engine.EngineSettings;
import io.pipes.spi.local.LocalNetwork;
import io.pipes.spi.local.LocalNetworks;
import io.pipes.spi.node.NodeExtension;
import io.pipes.spi.transport.Address;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** An engine with one identity, which waits for its results, and listens on a port of 127.0.0.1 that the system chooses unless it hides. */
public final class PlainNode implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;
    private static final long LOOK_MILLIS = 2;

    private final Engine engine;
    private final IdentityId identity;

    private PlainNode(Engine engine, String name) {
        this.engine = engine;
        identity = done(engine.identities().create(name)).identity();
    }

    /**
     * Starts a process's worth of Pipes.
     *
     * @param parts the caller's; nodes that share a JVM share them, as they do in production
     * @param directory its home; made if missing
     * @param name of its identity
     * @param extensions what lives on its nodes beside the usual features
     */
    public static PlainNode start(EngineParts parts, Path directory, String name, NodeExtension... extensions) {
        return start(List.of(new Address("tcp", "127.0.0.1", 0)), parts, directory, name, extensions);
    }

    /** As the other one, but it listens nowhere: it can call, and nobody can call it. */
    public static PlainNode startHidden(EngineParts parts, Path directory, String name, NodeExtension... extensions) {
        return start(List.of(), parts, directory, name, extensions);
    }

    private static PlainNode start(
            List<Address> listen, EngineParts parts, Path directory, String name, NodeExtension... extensions) {
        List<NodeExtension> features =
                Stream.concat(parts.features().stream(), Stream.of(extensions)).toList();
        EngineSettings settings = EngineSettings.at(directory).listeningAt(listen);
        return new PlainNode(Engine.start(settings, parts.having(features)), name);
    }

    public LocalNetwork create(String network) {
        return done(networks().create(network, identity));
    }

    public LocalNetwork join(String ticket) {
        return done(networks().join(ticket, identity));
    }

    private LocalNetworks networks() {
        return engine.networks().orElseThrow();
    }

    /** Waits for the result of a call. */
    public static <T> T done(CompletionStage<T> stage) {
        return stage.toCompletableFuture()
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    /** Waits for something that others bring about; looks often enough that a time measured around it is not spoilt. */
    public static <T> T await(Supplier<Optional<T>> look) throws InterruptedException {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
            Optional<T> found = look.get();
            if (found.isPresent()) {
                return found.get();
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        throw new IllegalStateException("The network did not form");
    }

    @Override
    public void close() {
        engine.close();
    }
}
