// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.embedded;

import io.pipes.api.Home;
import io.pipes.api.Pipes;
import io.pipes.api.PipesException;
import io.pipes.api.PipesException.Code;
import io.pipes.api.ProcessStatus;
import io.pipes.api.identity.Identities;
import io.pipes.api.network.Networks;
import io.pipes.client.handle.ClientPipes;
import io.pipes.engine.Engine;
import io.pipes.gateway.Gateway;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;

/** A client, and the node at its other end, which ends with it. */
final class EmbeddedPipes implements Pipes {
    private final Engine engine;
    private final Gateway gateway;
    private final Callbacks callbacks;
    private final ClientPipes client;

    private EmbeddedPipes(Engine engine, Gateway gateway, Callbacks callbacks, ClientPipes client) {
        this.engine = engine;
        this.gateway = gateway;
        this.callbacks = callbacks;
        this.client = client;
    }

    /** @param executor runs stages and subscribers; empty for a pool that ends with the node */
    static EmbeddedPipes of(Engine engine, Optional<Executor> executor) {
        Callbacks callbacks = Callbacks.on(executor);
        try {
            Gateway gateway = EmbeddedGateway.of(engine);
            try {
                return before(engine, gateway, callbacks);
            } catch (Throwable failed) {
                gateway.stop();
                throw failed;
            }
        } catch (Throwable failed) {
            callbacks.close();
            throw failed;
        }
    }

    private static EmbeddedPipes before(Engine engine, Gateway gateway, Callbacks callbacks) {
        ClientPipes client = ClientPipes.over(
                gateway.local(), Optional.empty(), callbacks, engine.loops().next(), engine.randomness());
        try {
            EmbeddedPipes pipes = new EmbeddedPipes(engine, gateway, callbacks, client);
            pipes.awaitConnected();
            return pipes;
        } catch (Throwable failed) {
            client.close();
            throw failed;
        }
    }

    private void awaitConnected() {
        try {
            client.connected().toCompletableFuture().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PipesException(Code.CANCELLED, "The start was interrupted. Start again.", e);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof PipesException why
                    ? why
                    : new PipesException(Code.INTERNAL, "The node does not answer; the log says more.", failed);
        }
    }

    @Override
    public Identities identities() {
        return client.identities();
    }

    @Override
    public Networks networks() {
        return client.networks();
    }

    @Override
    public Home home() {
        return client.home();
    }

    @Override
    public CompletionStage<ProcessStatus> status() {
        return client.status();
    }

    @Override
    public void close() {
        client.close();
        gateway.stop();
        engine.close();
        callbacks.close();
    }
}
