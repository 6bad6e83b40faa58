// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.presence.MemberPresence;
import io.pipes.api.presence.Presence;
import io.pipes.api.presence.PresenceEvent;
import io.pipes.base.id.NetworkId;
import io.pipes.client.row.Members;
import io.pipes.client.row.Params;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

final class ClientPresence implements Presence {
    private final Calls calls;
    private final NetworkId network;

    ClientPresence(Calls calls, NetworkId network) {
        this.calls = calls;
        this.network = network;
    }

    private ObjectNode params() {
        return Params.none().put("network", network.text());
    }

    @Override
    public CompletionStage<List<MemberPresence>> list() {
        return calls.list("presence.list", params(), Members::presence);
    }

    @Override
    public CompletionStage<Void> set(String status) {
        return calls.orderAgain("presence.set", params().put("status", status));
    }

    @Override
    public Flow.Publisher<PresenceEvent> events() {
        return calls.feed(() -> new Watching<>("presence.subscribe", params(), Members::presenceEvent));
    }
}
