// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.PipesException;
import io.pipes.base.id.IdentityId;
import io.pipes.base.id.NetworkId;
import io.pipes.client.wire.Wire;
import io.pipes.client.wire.Wiring;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A node that says what a test tells it to, in this thread; whoever is not answered waits until the test answers. */
final class ScriptedNode implements Wiring {
    static final String NETWORK = "network";

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Map<String, Function<JsonNode, @Nullable JsonNode>> methods = new HashMap<>();
    private final List<Asked> asked = new ArrayList<>();
    private Wire.@Nullable Ear ear;
    private boolean away;
    private int connections;

    /** A call that has come. */
    record Asked(String method, JsonNode params, long id, int connection) {}

    ScriptedNode() {
        answer("auth", "{'api':'1'}");
        answer("status", "{'state':'ready'}");
        method("subscription.grant", params -> JSON.objectNode());
        method("subscription.cancel", params -> JSON.objectNode());
    }

    /** Of one network, which is called home. */
    static JsonNode networks() {
        return JSON.arrayNode()
                .add(JSON.objectNode()
                        .put(
                                "network",
                                NetworkId.of(Scene.bytes(NetworkId.SIZE, 1)).text())
                        .put("name", "home")
                        .put("node", Scene.AUTHOR.text())
                        .put(
                                "identity",
                                IdentityId.of(Scene.bytes(IdentityId.SIZE, 2)).text())
                        .put("role", "owner")
                        .put("state", "alone")
                        .put("members", 1));
    }

    static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text.replace('\'', '"'));
        } catch (java.io.IOException typo) {
            throw new IllegalArgumentException(typo);
        }
    }

    ScriptedNode answer(String method, String result) {
        return method(method, params -> json(result));
    }

    /** @param answer null to leave it open */
    ScriptedNode method(String method, Function<JsonNode, @Nullable JsonNode> answer) {
        methods.put(method, answer);
        return this;
    }

    ScriptedNode silent(String method) {
        return method(method, params -> null);
    }

    ScriptedNode refuse(String method, PipesException.Code code) {
        return method(method, params -> error(code));
    }

    static ObjectNode error(PipesException.Code code) {
        ObjectNode error = JSON.objectNode().put("code", -32_000).put("message", "No: " + code.text() + ".");
        error.putObject("data").put("code", code.text()).put("retry", code.retry());
        return JSON.objectNode().set("error", error);
    }

    @Override
    public CompletionStage<Wire> connect(Wire.Ear hears) {
        if (away) {
            return CompletableFuture.failedFuture(
                    new PipesException(PipesException.Code.UNREACHABLE, "Nobody is there."));
        }
        connections++;
        ear = hears;
        int number = connections;
        return CompletableFuture.completedFuture(new Wire() {
            @Override
            public void send(JsonNode message) {
                if (number == connections && ear == hears) {
                    receive(message);
                }
            }

            @Override
            public void close() {
                if (number == connections) {
                    ear = null;
                }
            }
        });
    }

    private void receive(JsonNode message) {
        Asked call = new Asked(
                message.path("method").asText(),
                message.path("params"),
                message.path("id").asLong(),
                connections);
        asked.add(call);
        JsonNode answer = methods.getOrDefault(call.method(), params -> error(PipesException.Code.UNKNOWN_METHOD))
                .apply(call.params());
        if (answer != null) {
            answer(call, answer);
        }
    }

    /** @param result or an object whose only field is an error */
    void answer(Asked call, JsonNode result) {
        ObjectNode response = JSON.objectNode().put("jsonrpc", "2.0").put("id", call.id());
        if (result.path("error").isObject()) {
            response.set("error", result.get("error"));
        } else {
            response.set("result", result);
        }
        say(response);
    }

    /** Says that it could not read something. */
    void refuseUnread(String why) {
        ObjectNode error = JSON.objectNode().put("code", -32_700).put("message", why);
        error.putObject("data").put("code", "invalid_argument").put("retry", false);
        ObjectNode refusal = JSON.objectNode().put("jsonrpc", "2.0").putNull("id");
        refusal.set("error", error);
        say(refusal);
    }

    /** The wire says that a call has never gone out. */
    void loseUnsent(Asked call, PipesException.Code code) {
        if (ear != null) {
            ear.unsent(JSON.objectNode().put("id", call.id()), new PipesException(code, "It does not go."));
        }
    }

    void tell(String method, String params) {
        tell(method, json(params));
    }

    void tell(String method, JsonNode params) {
        say(JSON.objectNode().put("jsonrpc", "2.0").put("method", method).set("params", params));
    }

    private void say(JsonNode message) {
        if (ear != null) {
            ear.received(message);
        }
    }

    /** The connection ends; the next one may be made at once. */
    void cut() {
        Wire.Ear gone = ear;
        ear = null;
        if (gone != null) {
            gone.ended(new PipesException(PipesException.Code.UNREACHABLE, "The wire was cut."));
        }
    }

    void goAway() {
        away = true;
        cut();
    }

    void comeBack() {
        away = false;
    }

    boolean isConnected() {
        return ear != null;
    }

    List<Asked> all() {
        return List.copyOf(asked);
    }

    List<Asked> asked(String method) {
        return asked.stream().filter(call -> call.method().equals(method)).toList();
    }

    Asked last(String method) {
        List<Asked> all = asked(method);
        return all.get(all.size() - 1);
    }
}
