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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Reads what clients send, calls the methods, and makes the answers. Without state of its own. */
public final class Dispatcher {
    private static final String ENDED = "The token was revoked or has expired. Authenticate with another.";

    /** What takes no turn, beside {@code subscription.*}. */
    private static final Set<String> CONTROL = Set.of("call.cancel", "message.acknowledge", "service.answer");

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Map<String, Method> methods;
    private final Tokens tokens;
    private final Welcome welcome;
    private final Retries retries;
    private final Scheduler scheduler;

    public Dispatcher(
            Map<String, Method> methods, Tokens tokens, Welcome welcome, Retries retries, Scheduler scheduler) {
        this.methods = methods;
        this.tokens = tokens;
        this.welcome = welcome;
        this.retries = retries;
        this.scheduler = scheduler;
    }

    /**
     * Serves a message, which nobody changes any more: makes its calls and answers the client, where JSON-RPC wants an answer. The stage
     * completes behind that, and never fails.
     */
    public CompletionStage<Void> serve(Client client, JsonNode message) {
        return (message.isArray() ? batch(client, message) : one(client, message)).thenAccept(answer -> {
            answer.response().ifPresent(client::answer);
            answer.then().run();
        });
    }

    /** The answer to what is no message. */
    public static JsonNode refusal(UnreadableException why) {
        return response(
                JSON.nullNode(),
                "error",
                ApiError.write(ApiError.PARSE_ERROR, why.getMessage(), PipesException.Code.INVALID_ARGUMENT));
    }

    private CompletionStage<Answer> batch(Client client, JsonNode requests) {
        if (!client.isAuthenticated()) {
            return refused(ApiError.of(unauthenticated()));
        }
        if (requests.isEmpty() || requests.size() > Limits.BATCH) {
            return refused(ApiError.INVALID_REQUEST, "A batch has 1 to " + Limits.BATCH + " requests.");
        }
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        requests.forEach(request -> answers.add(one(client, request).toCompletableFuture()));
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(done -> {
                    ArrayNode all = JSON.arrayNode();
                    answers.forEach(answer -> answer.join().response().ifPresent(all::add));
                    return new Answer(
                            all.isEmpty() ? Optional.empty() : Optional.of(all),
                            () -> answers.forEach(answer -> answer.join().then().run()));
                });
    }

    private CompletionStage<Answer> one(Client client, JsonNode request) {
        if (!isRequest(request)) {
            return refused(ApiError.INVALID_REQUEST, "This is not a JSON-RPC 2.0 request.");
        }
        JsonNode id = request.get("id");
        Call call = new Call(client, id, scheduler);
        begin(client, call, request);
        return call.result()
                .handle((result, failure) -> new Answer(
                        call.id()
                                .map(asked -> failure == null
                                        ? response(asked, "result", result)
                                        : response(asked, "error", ApiError.of(failure))),
                        call::answered));
    }

    /**
     * How a message is answered.
     *
     * @param response empty where JSON-RPC wants none
     * @param then what happens behind it
     */
    private record Answer(Optional<JsonNode> response, Runnable then) {}

    private static boolean isRequest(JsonNode request) {
        JsonNode id = request.get("id");
        return request.isObject()
                && "2.0".equals(request.path("jsonrpc").textValue())
                && request.path("method").isTextual()
                && (id == null || id.isNull() || Call.isId(id));
    }

    private void begin(Client client, Call call, JsonNode request) {
        String name = request.get("method").textValue();
        try {
            Params params = new Params(request.get("params"), call);
            if (name.equals("auth")) {
                call.ended(authenticate(client, params), null);
                return;
            }
            authorise(call, name);
            Method method = Optional.ofNullable(methods.get(name)).orElseThrow(() -> unknown(name));
            PatientCalls calls = client.calls(name, retries);
            Supplier<CompletionStage<JsonNode>> made = () -> {
                // It may have waited for long.
                authorise(call, name);
                return method.call(client, params);
            };
            if (isControl(name)) {
                calls.call(call, made).whenComplete(call::ended);
            } else {
                client.begun(call);
                client.turns().take(call, () -> calls.call(call, made));
            }
        } catch (RuntimeException failure) {
            call.ended(null, failure);
        }
    }

    /** What a client says about calls and subscriptions that it has, in a moment: it must get through when much waits. */
    private static boolean isControl(String method) {
        return method.startsWith("subscription.") || CONTROL.contains(method);
    }

    private JsonNode authenticate(Client client, Params params) {
        Token token = tokens.find(params.needText("token"))
                .orElseThrow(() -> new PipesException(
                        PipesException.Code.UNAUTHENTICATED,
                        "The token is not valid. Use the one in the home's file api-token, or have one created."));
        letIn(client, token);
        return welcome.to(token);
    }

    /** Lets a client in that needs no token, because it is part of this process. */
    public void admitOwner(Client client) {
        letIn(client, tokens.owner());
    }

    private void letIn(Client client, Token token) {
        client.authenticated(token, new Lease(token, tokens, scheduler, () -> client.end(ENDED)));
    }

    private void authorise(Call call, String method) {
        Token token = call.token().orElseThrow(Dispatcher::unauthenticated);
        if (!tokens.isValid(token)) {
            throw new PipesException(PipesException.Code.UNAUTHENTICATED, ENDED);
        }
        if (!token.allows(method)) {
            throw new PipesException(PipesException.Code.REFUSED, "This token does not allow '" + method + "'.");
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

    private static CompletionStage<Answer> refused(int number, String sentence) {
        return refused(ApiError.write(number, sentence, PipesException.Code.INVALID_ARGUMENT));
    }

    private static CompletionStage<Answer> refused(ObjectNode error) {
        return CompletableFuture.completedFuture(
                new Answer(Optional.of(response(JSON.nullNode(), "error", error)), () -> {}));
    }

    private static ObjectNode response(JsonNode id, String kind, JsonNode content) {
        ObjectNode response = JSON.objectNode();
        response.put("jsonrpc", "2.0").set("id", id);
        response.set(kind, content);
        return response;
    }
}
