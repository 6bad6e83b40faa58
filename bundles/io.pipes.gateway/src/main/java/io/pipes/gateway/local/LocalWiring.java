// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.local;

import io.pipes.api.PipesException;
import io.pipes.client.wire.Wire;
import io.pipes.client.wire.Wiring;
import io.pipes.gateway.rpc.Dispatcher;
import io.pipes.gateway.rpc.Limits;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Connects programs in this process with the gateway, without sockets and without encoding. Whoever has it is the owner of the nodes, so it needs
 * no token, and the first message need not be {@code auth}. May be used from any thread.
 */
public final class LocalWiring implements Wiring {
    private final Dispatcher dispatcher;
    private final Set<LocalWire> open = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;

    public LocalWiring(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    /** Completes before it returns; fails with {@code UNREACHABLE} once the gateway has stopped. */
    @Override
    public CompletionStage<Wire> connect(Wire.Ear ear) {
        LocalWire wire = new LocalWire(dispatcher, ear, open::remove);
        open.add(wire);
        if (stopped) {
            wire.close();
            return CompletableFuture.failedFuture(stopping());
        }
        return CompletableFuture.completedFuture(wire);
    }

    /** Nobody has to say {@code auth} here. */
    @Override
    public long unansweredBytes() {
        return Limits.UNANSWERED_BYTES;
    }

    /** Ends all connections, and makes no more. */
    public void stop() {
        stopped = true;
        open.forEach(wire -> wire.end(stopping()));
    }

    private static PipesException stopping() {
        return new PipesException(
                PipesException.Code.UNREACHABLE,
                "The node's gateway has stopped: it is being replaced, or the node ends. Connect again.");
    }
}
