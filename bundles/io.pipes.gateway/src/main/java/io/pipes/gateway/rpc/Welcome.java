// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.rpc;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.gateway.token.Token;

/**
 * What a client that has proven who it is learns of the node.
 *
 * @param version of the node
 * @param process another one each time the node's process starts
 */
public record Welcome(String version, String process) {
    private static final String API = "1";

    ObjectNode to(Token token) {
        ObjectNode welcome = JsonNodeFactory.instance.objectNode();
        welcome.put("api", API)
                .put("version", version)
                .put("token", token.name())
                .put("process", process);
        welcome.putObject("limits")
                .put("messageBytes", Limits.MESSAGE_BYTES)
                .put("batch", Limits.BATCH)
                .put("calls", Limits.CALLS)
                .put("unansweredBytes", Limits.UNANSWERED_BYTES)
                .put("subscriptions", Limits.SUBSCRIPTIONS)
                .put("window", Limits.WINDOW)
                .put("publish", Limits.PUBLISH);
        return welcome;
    }
}
