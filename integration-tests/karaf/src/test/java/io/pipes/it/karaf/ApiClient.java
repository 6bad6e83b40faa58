// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Talks to a node as any program does: JSON-RPC over the JDK's WebSocket. Calls may come from any thread. */
final class ApiClient implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PATIENCE_SECONDS = 60;

    private final Map<Long, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    private final Map<String, Feed> feeds = new ConcurrentHashMap<>();
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();
    private final WebSocket socket;
    private CompletableFuture<?> written = CompletableFuture.completedFuture(null);
    private long calls;

    private ApiClient(int port) throws Exception {
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .subprotocols("pipes.json.v1")
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/api/v1"), new Ear())
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Connects to the API on this port of the loopback interface and shows the token. */
    static ApiClient connect(int port, String token) throws Exception {
        ApiClient client = new ApiClient(port);
        client.call("auth", "token", token);
        return client;
    }

    /** Calls and waits.
     *
     * @param params names and values in turn
     * @throws ApiFailure what the node answered instead of a result
     */
    JsonNode call(String method, Object... params) throws Exception {
        try {
            return callLater(method, params).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ApiFailure failure ? failure : e;
        } catch (TimeoutException e) {
            throw new AssertionError(method + " did not answer within " + PATIENCE_SECONDS + " s", e);
        }
    }

    /** Calls; requests are sent in the order of the calls. */
    CompletableFuture<JsonNode> callLater(String method, Object... params) {
        ObjectNode arguments = JSON.createObjectNode();
        for (int i = 0; i < params.length; i += 2) {
            arguments.set((String) params[i], JSON.valueToTree(params[i + 1]));
        }
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        synchronized (this) {
            long id = ++calls;
            waiting.put(id, answer);
            String text = JSON.createObjectNode()
                    .put("jsonrpc", "2.0")
                    .put("id", id)
                    .put("method", method)
                    .<ObjectNode>set("params", arguments)
                    .toString();
            // The JDK's WebSocket takes the next text only when it is done with the one before.
            written = written.thenCompose(before -> socket.sendText(text, true));
            written.whenComplete((sent, failure) -> {
                if (failure != null) {
                    answer.completeExceptionally(failure);
                }
            });
        }
        return answer;
    }

    /** Subscribes with {@code message.subscribe} or {@code pipeline.subscribe}. */
    Feed subscribe(String method, Object... params) throws Exception {
        return feed(call(method, params).get("subscription").asText());
    }

    /** The code with which the node closed the conversation. */
    CompletableFuture<Integer> ended() {
        return ended;
    }

    private Feed feed(String subscription) {
        return feeds.computeIfAbsent(subscription, id -> new Feed(this, id));
    }

    private void received(JsonNode message) {
        if (message.has("method")) {
            JsonNode params = message.get("params");
            feed(params.get("subscription").asText()).take(message.get("method").asText(), params);
            return;
        }
        CompletableFuture<JsonNode> answer = waiting.remove(message.get("id").asLong());
        if (answer != null && message.has("error")) {
            answer.completeExceptionally(new ApiFailure(message.get("error")));
        } else if (answer != null) {
            answer.complete(message.get("result"));
        }
    }

    private void end(int code) {
        ended.complete(code);
        waiting.values()
                .forEach(answer ->
                        answer.completeExceptionally(new IllegalStateException("the node hung up with " + code)));
    }

    @Override
    public void close() {
        socket.abort();
    }

    /** Puts the pieces of a text together. */
    private final class Ear implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                try {
                    received(JSON.readTree(text.toString()));
                } catch (java.io.IOException | RuntimeException e) {
                    throw new AssertionError("not understood: " + text, e);
                } finally {
                    text.setLength(0);
                }
            }
            from.request(1);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            end(code);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void onError(WebSocket from, Throwable failure) {
            end(WebSocket.NORMAL_CLOSURE);
        }
    }
}
