// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipes.api.PipesException;
import io.pipes.client.wire.Wire;
import io.pipes.gateway.rpc.Client;
import io.pipes.gateway.rpc.Dispatcher;
import io.pipes.gateway.rpc.Outlet;
import io.pipes.gateway.token.Token;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A connection within the process. What the gateway says goes to the ear on the thread that says it; what others say meanwhile waits until the ear
 * has heard that, so that it hears one thing after the other and nobody waits for it.
 */
final class LocalWire implements Wire {
    private final Dispatcher dispatcher;
    private final Client client;
    private final Consumer<LocalWire> gone;
    private final AtomicBoolean over = new AtomicBoolean();
    private final Turnstile ear;

    /** @param gone hears once that this one is over */
    LocalWire(Dispatcher dispatcher, Ear ear, Consumer<LocalWire> gone) {
        this.dispatcher = dispatcher;
        this.ear = new Turnstile(ear, this::end);
        this.gone = gone;
        client = new Client(new Mouth());
        dispatcher.admitOwner(client);
    }

    /** What the gateway says. */
    private final class Mouth implements Outlet {
        @Override
        public long send(JsonNode message) {
            if (over.get()) {
                return 0;
            }
            ear.received(message);
            return Estimate.bytes(message);
        }

        @Override
        public void admit(Token token) {}

        @Override
        public void close(int code, String reason) {
            end(new PipesException(PipesException.Code.UNAUTHENTICATED, reason));
        }
    }

    @Override
    public void send(JsonNode message) {
        if (!over.get()) {
            dispatcher.serve(client, message);
        }
    }

    @Override
    public void close() {
        leave();
        ear.close();
    }

    /** Ends it from the gateway's side. */
    void end(PipesException why) {
        if (leave()) {
            ear.ended(why);
        }
    }

    private void end(Throwable deaf) {
        end(new PipesException(
                PipesException.Code.UNREACHABLE,
                "The connection to the node ended, because something that it said could not be heard: " + deaf + ".",
                deaf));
    }

    private boolean leave() {
        boolean first = over.compareAndSet(false, true);
        if (first) {
            gone.accept(this);
            client.closed();
        }
        return first;
    }
}
