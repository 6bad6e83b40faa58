// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import io.pipes.api.Home;
import io.pipes.api.Pipes;
import io.pipes.api.ProcessStatus;
import io.pipes.api.identity.Identities;
import io.pipes.api.network.Networks;
import io.pipes.base.Randomness;
import io.pipes.base.Scheduler;
import io.pipes.base.Secret;
import io.pipes.client.call.Callbacks;
import io.pipes.client.call.Conversation;
import io.pipes.client.row.Params;
import io.pipes.client.row.Row;
import io.pipes.client.wire.Wiring;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** A Pipes whose node is at the other end of a wire. */
public final class ClientPipes implements Pipes {
    private final Conversation conversation;
    private final Calls calls;
    private final Senders senders;
    private final CompletionStage<Void> connected;

    private ClientPipes(Conversation conversation, Randomness randomness) {
        this.conversation = conversation;
        this.calls = new Calls(conversation);
        this.senders = new Senders(new Producers(conversation, randomness), new Receipts(conversation));
        this.connected = conversation.begin();
    }

    /**
     * Begins to connect, and keeps connected until it is closed.
     *
     * @param token what lets us in; it stays the caller's. Empty where the wire itself proves who we are
     * @param callbacks where stages complete and subscribers hear; its tasks may block
     * @param scheduler for pauses and patience; its tasks here never block
     * @param randomness for the name under which this publishes, and for pauses
     */
    public static ClientPipes over(
            Wiring wiring, Optional<Secret> token, Executor callbacks, Scheduler scheduler, Randomness randomness) {
        return new ClientPipes(
                new Conversation(wiring, token, new Callbacks(callbacks), scheduler, randomness), randomness);
    }

    /**
     * Completes with the first connection. Fails when the first try does: others follow, unless its code says that they make no sense; whoever
     * does not want that closes this.
     */
    public CompletionStage<Void> connected() {
        return connected;
    }

    /**
     * Completes when this was closed, or not let in, and the executor for callbacks was given everything that tells of it. Who shuts the executor
     * down waits for that: what it does not take runs where it is said, which may be a thread that must not be blocked.
     */
    public CompletionStage<Void> ended() {
        return conversation.ended();
    }

    @Override
    public Identities identities() {
        return new ClientIdentities(calls);
    }

    @Override
    public Networks networks() {
        return new ClientNetworks(calls, senders);
    }

    @Override
    public Home home() {
        return new ClientHome(calls);
    }

    @Override
    public CompletionStage<ProcessStatus> status() {
        return calls.read("status", Params.none(), ClientPipes::status);
    }

    private static ProcessStatus status(Row row) {
        return new ProcessStatus(
                row.text("state").equals("ready"),
                row.text("version"),
                row.texts("listen"),
                row.count("links"),
                row.texts("problems"));
    }

    @Override
    public void close() {
        conversation.close();
    }
}
