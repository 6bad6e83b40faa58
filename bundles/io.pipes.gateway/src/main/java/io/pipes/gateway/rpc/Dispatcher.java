// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.PipesException;
import io.pipes.base.Scheduler;
import io.pipes.gateway.token.Token;
import io.pipes.gateway.token.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Reads what clients send, calls the methods, and makes the answers. Without state of its own. */
public final class Dispatcher {
    /** Calls in one batch. */
    static final int MAX_BATCH = 64;

    private static final String ENDED = "The token was revoked or has expired. Authenticate with another.";

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Map<String, Method> methods;
    private final Tokens tokens;
    private final Retries retries;
    private final Scheduler scheduler;

    public Dispatcher(Map<String, Method> methods, Tokens tokens, Retries retries, Scheduler scheduler) {
        this.methods = methods;
        this.tokens = tokens;
        this.retries = retries;
        this.scheduler = scheduler;
    }

    /**
     * Serves a message, which nobody changes any more: makes its calls and answers the client, where JSON-RPC wants an answer. The stage
     * completes behind that, and never fails.
     */
    public CompletionStage<Void> serve(Client client, JsonNode message) {
        return (message.isArray() ? batch(client, message) : one(client, message))
                .thenAccept(answer -> answer.ifPresent(client::answer));
    }

    /** The answer to what is no message. */
    public static JsonNode refusal(UnreadableException why) {
        return response(
                JSON.nullNode(),
                "error",
                ApiError.write(ApiError.PARSE_ERROR, why.getMessage(), PipesException.Code.INVALID_ARGUMENT));
    }

    private CompletionStage<Optional<JsonNode>> batch(Client client, JsonNode requests) {
        if (!client.isAuthenticated()) {
            return refused(ApiError.of(unauthenticated()));
        }
        if (requests.isEmpty() || requests.size() > MAX_BATCH) {
            return refused(ApiError.INVALID_REQUEST, "A batch has 1 to " + MAX_BATCH + " requests.");
        }
        List<CompletableFuture<Optional<JsonNode>>> answers = new ArrayList<>();
        requests.forEach(request -> answers.add(one(client, request).toCompletableFuture()));
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(done -> {
                    ArrayNode all = JSON.arrayNode();
                    answers.forEach(answer -> answer.join().ifPresent(all::add));
                    return all.isEmpty() ? Optional.empty() : Optional.of(all);
                });
    }

    private CompletionStage<Optional<JsonNode>> one(Client client, JsonNode request) {
        if (!isRequest(request)) {
            return refused(ApiError.INVALID_REQUEST, "This is not a JSON-RPC 2.0 request.");
        }
        JsonNode id = request.get("id");
        return call(client, request)
                .handle((result, failure) -> id == null
                        ? Optional.<JsonNode>empty()
                        : Optional.<JsonNode>of(
                                failure == null
                                        ? response(id, "result", result)
                                        : response(id, "error", ApiError.of(failure))));
    }

    private static boolean isRequest(JsonNode request) {
        JsonNode id = request.get("id");
        return request.isObject()
                && "2.0".equals(request.path("jsonrpc").textValue())
                && request.path("method").isTextual()
                && (id == null || id.isNull() || id.isTextual() || id.isIntegralNumber() && id.canConvertToLong());
    }

    private CompletionStage<JsonNode> call(Client client, JsonNode request) {
        String name = request.get("method").textValue();
        try {
            Params params = new Params(request.get("params"));
            if (name.equals("auth")) {
                return authenticate(client, params);
            }
            authorise(client, name, params);
            Method method = Optional.ofNullable(methods.get(name)).orElseThrow(() -> unknown(name));
            return client.calls(name, retries).call(() -> method.call(client, params));
        } catch (RuntimeException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    private CompletionStage<JsonNode> authenticate(Client client, Params params) {
        Token token = tokens.find(params.needText("token"))
                .orElseThrow(() -> new PipesException(
                        PipesException.Code.UNAUTHENTICATED,
                        "The token is not valid. Use the one in the home's file api-token, or have one created."));
        client.authenticated(token, new Lease(token, tokens, scheduler, () -> client.end(ENDED)));
        return CompletableFuture.completedFuture(
                JSON.objectNode().put("api", "1").put("token", token.name()));
    }

    private void authorise(Client client, String method, Params params) {
        Token token = client.token().orElseThrow(Dispatcher::unauthenticated);
        if (!tokens.isValid(token)) {
            throw new PipesException(PipesException.Code.UNAUTHENTICATED, ENDED);
        }
        if (!token.allows(method, params.text("network"))) {
            throw new PipesException(PipesException.Code.REFUSED, "This token does not allow '" + method + "' there.");
        }
    }

    private static PipesException unauthenticated() {
        return new PipesException(
                PipesException.Code.UNAUTHENTICATED, "Authenticate first: method 'auth' with a token, in no batch.");
    }

    private static PipesException unknown(String name) {
        String shown = name.length() <= 64 && name.chars().allMatch(c -> c > 0x20 && c < 0x7f) ? " '" + name + "'" : "";
        return new PipesException(PipesException.Code.UNKNOWN_METHOD, "There is no method" + shown + ".");
    }

    private static CompletionStage<Optional<JsonNode>> refused(int number, String sentence) {
        return refused(ApiError.write(number, sentence, PipesException.Code.INVALID_ARGUMENT));
    }

    private static CompletionStage<Optional<JsonNode>> refused(ObjectNode error) {
        return CompletableFuture.completedFuture(Optional.of(response(JSON.nullNode(), "error", error)));
    }

    private static ObjectNode response(JsonNode id, String kind, JsonNode content) {
        ObjectNode response = JSON.objectNode();
        response.put("jsonrpc", "2.0").set("id", id);
        response.set(kind, content);
        return response;
    }
}
