// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.Task;
import io.pipes.api.network.Network;
import io.pipes.api.network.Networks;
import io.pipes.client.row.Members;
import io.pipes.client.row.Params;
import io.pipes.client.row.Row;
import java.util.List;
import java.util.concurrent.CompletionStage;

final class ClientNetworks implements Networks {
    private final Calls calls;
    private final Senders senders;

    ClientNetworks(Calls calls, Senders senders) {
        this.calls = calls;
        this.senders = senders;
    }

    @Override
    public CompletionStage<Network> create(String name, String identity) {
        return identified(identity)
                .thenCompose(known -> calls.write(
                        "network.create", Params.none().put("name", name).put("identity", identity), this::network));
    }

    @Override
    public Task<Network> join(String ticket, String identity) {
        ClientTask<Network> task = calls.task();
        ObjectNode params = Params.none().put("ticket", ticket).put("identity", identity);
        return task.endsWith(task.step(() -> identified(identity).toCompletableFuture())
                .thenCompose(known -> task.step(() -> calls.follow(task, "network.join", params, this::network))));
    }

    @Override
    public CompletionStage<List<Network>> list() {
        return calls.list("network.list", Params.none(), this::network);
    }

    private CompletionStage<Void> identified(String name) {
        return new Identified(calls).named(name);
    }

    private Network network(Row row) {
        return new ClientNetwork(calls, senders, Members.network(row));
    }
}
