// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.base.Scheduler;
import java.util.concurrent.CompletionStage;

/** A call with an id: its client is told how far it is, and may break it off. */
public final class Asking {
    private final Call call;

    private Asking(Call call) {
        this.call = call;
    }

    public static Asking begin(Client client, Method method, ObjectNode params, Scheduler scheduler) {
        Call call = new Call(client, IntNode.valueOf(7), scheduler);
        method.call(client, new Params(params, call)).whenComplete(call::ended);
        return new Asking(call);
    }

    /** What a method answers to a call with the token that its client has. */
    public static CompletionStage<JsonNode> answer(Client client, Method method, JsonNode params, Scheduler scheduler) {
        return method.call(client, new Params(params, new Call(client, null, scheduler)));
    }

    public void cancel() {
        call.cancel();
    }
}
