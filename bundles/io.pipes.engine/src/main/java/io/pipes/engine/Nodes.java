// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.engine;

import io.pipes.node.kernel.Kernel;
import io.pipes.node.store.NodeStores;
import io.pipes.spi.node.NodeExtension;
import io.pipes.spi.storage.PacketStores;
import io.pipes.spi.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The nodes of an engine: they are there while the store is that they are kept in. */
final class Nodes implements NodeStores.Stage {
    private static final Logger LOG = LoggerFactory.getLogger(Nodes.class);

    /** How long stopping may take before the rest is left to its timers. */
    private static final int STOP_SECONDS = 5;

    private final Function<PacketStores, Kernel> made;
    private final List<Transport> transports;
    private final List<NodeExtension> features;
    private @Nullable Kernel kernel;
    private CompletionStage<Void> loaded = CompletableFuture.completedStage(null);

    Nodes(EngineParts parts, Function<PacketStores, Kernel> made) {
        this.made = made;
        transports = parts.transports();
        features = new ArrayList<>(parts.features());
    }

    @Override
    public synchronized void show(PacketStores stores) {
        Kernel begun = made.apply(stores);
        transports.forEach(begun::add);
        features.forEach(begun::add);
        loaded = begun.start();
        kernel = begun;
    }

    @Override
    public void withdraw() {
        Kernel stopping = take();
        if (stopping != null) {
            await(stopping.stop());
        }
    }

    private synchronized @Nullable Kernel take() {
        Kernel taken = kernel;
        kernel = null;
        return taken;
    }

    private static void await(CompletionStage<Void> stopped) {
        try {
            stopped.toCompletableFuture().get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("The nodes did not stop in good order within {} s; it goes on without", STOP_SECONDS, e);
        }
    }

    /** Empty while they are moved to another store, and when their store is not there. */
    synchronized Optional<Kernel> kernel() {
        return Optional.ofNullable(kernel);
    }

    /** Completes when all nodes that are there now have been loaded. */
    synchronized CompletionStage<Void> loaded() {
        return loaded;
    }

    synchronized void add(NodeExtension feature) {
        features.add(feature);
        kernel().ifPresent(nodes -> nodes.add(feature));
    }

    synchronized CompletionStage<Void> remove(NodeExtension feature) {
        features.remove(feature);
        return kernel().map(nodes -> nodes.remove(feature)).orElseGet(() -> CompletableFuture.completedStage(null));
    }
}
