// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.connect;

import io.pipes.api.Home;
import io.pipes.api.Pipes;
import io.pipes.api.ProcessStatus;
import io.pipes.api.identity.Identities;
import io.pipes.api.network.Networks;
import io.pipes.client.handle.ClientPipes;
import java.util.concurrent.CompletionStage;

/** A Pipes with the threads that it works on, which end with it. */
final class ConnectedPipes implements Pipes {
    private final ClientPipes pipes;
    private final Workers workers;

    ConnectedPipes(ClientPipes pipes, Workers workers) {
        this.pipes = pipes;
        this.workers = workers;
    }

    @Override
    public Identities identities() {
        return pipes.identities();
    }

    @Override
    public Networks networks() {
        return pipes.networks();
    }

    @Override
    public Home home() {
        return pipes.home();
    }

    @Override
    public CompletionStage<ProcessStatus> status() {
        return pipes.status();
    }

    @Override
    public void close() {
        pipes.close();
        pipes.ended().thenRun(workers::close);
    }
}
