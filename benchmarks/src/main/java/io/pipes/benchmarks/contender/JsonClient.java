// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.contender;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.benchmarks.node.NodeDoor;
import io.pipes.client.socket.WebSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** As a program without an SDK uses the API: JSON, one call for each message and one notification for each, but many calls under way. */
final class JsonClient implements ApiClient {
    private static final int MOST_BYTES = 16 << 20;
    private static final int PATIENCE_SECONDS = 10;
    private static final int CALLS = 256;
    private static final int GRANTED = 4_096;
    /** The id of all grants, for whose answers nobody waits. */
    private static final long GRANT = 0;

    private static final ObjectMapper TREES = new ObjectMapper();

    private final WebSocket socket;
    private final AtomicLong lastId = new AtomicLong();
    private final Semaphore room = new Semaphore(CALLS);
    private final Map<Long, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
    private final Map<String, Told> told = new ConcurrentHashMap<>();

    private JsonClient(WebSocket socket) {
        this.socket = socket;
    }

    static JsonClient open(NodeDoor door) throws Exception {
        JsonClient client =
                new JsonClient(WebSocket.connect(door.address(), NodeDoor.PATH, MOST_BYTES, PATIENCE_SECONDS * 1_000));
        Thread reader = new Thread(client::read, "json client");
        reader.setDaemon(true);
        reader.start();
        client.ask("auth", TREES.createObjectNode().put("token", door.token()));
        return client;
    }

    @Override
    public int window() {
        return GRANTED / 2;
    }

    /** A subscription, and how many of its items were not granted anew. */
    private static final class Told {
        private final Listener listener;
        private int taken;

        Told(Listener listener) {
            this.listener = listener;
        }
    }

    @Override
    public void subscribe(String pipeline, Listener listener) throws Exception {
        JsonNode answer = ask(
                "pipeline.subscribe",
                TREES.createObjectNode().put("name", pipeline).put("window", GRANTED));
        told.put(answer.path("subscription").asText(), new Told(listener));
    }

    /** The call is written by hand, since a tree for each would be measured, too. */
    @Override
    public void publish(String pipeline, byte[] message) {
        room.acquireUninterruptibly();
        send("{\"jsonrpc\":\"2.0\",\"id\":" + lastId.incrementAndGet()
                + ",\"method\":\"pipeline.publish\",\"params\":{\"name\":\"" + pipeline + "\",\"base64\":\""
                + Base64.getEncoder().encodeToString(message) + "\"}}");
    }

    private JsonNode ask(String method, ObjectNode params) throws Exception {
        room.acquireUninterruptibly();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        long id = lastId.incrementAndGet();
        asked.put(id, answer);
        send(call(method, params).put("id", id).toString());
        return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static ObjectNode call(String method, ObjectNode params) {
        ObjectNode call = TREES.createObjectNode().put("jsonrpc", "2.0").put("method", method);
        call.set("params", params);
        return call;
    }

    private void send(String text) {
        try {
            socket.send(text);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private void read() {
        try {
            while (true) {
                take(TREES.readTree(socket.receive()));
            }
        } catch (IOException gone) {
            System.err.println("the connection ended: " + gone.getMessage());
        }
    }

    private void take(JsonNode message) {
        if (message.has("method")) {
            notified(message.path("method").asText(), message.path("params"));
        } else {
            answered(message);
        }
    }

    private void answered(JsonNode message) {
        if (message.has("error")) {
            System.err.println(message);
        }
        if (message.path("id").asLong() == GRANT) {
            return;
        }
        room.release();
        CompletableFuture<JsonNode> answer = asked.remove(message.path("id").asLong());
        if (answer != null) {
            answer.complete(message.path("result"));
        }
    }

    private void notified(String method, JsonNode params) {
        if (!method.equals("message")) {
            System.err.println(method + " " + params);
            return;
        }
        String id = params.path("subscription").asText();
        Told subscription = told.get(id);
        if (subscription == null) {
            System.err.println("a message came before its subscription was known");
            return;
        }
        grant(id, subscription);
        subscription.listener.received(ByteBuffer.wrap(content(params.path("message"))));
    }

    private static byte[] content(JsonNode message) {
        return Base64.getDecoder().decode(message.path("base64").asText());
    }

    /** Before it is heard, so that the node has leave before the sender has. */
    private void grant(String id, Told subscription) {
        if (++subscription.taken == GRANTED / 4) {
            send(call(
                            "subscription.grant",
                            TREES.createObjectNode().put("subscription", id).put("count", subscription.taken))
                    .put("id", GRANT)
                    .toString());
            subscription.taken = 0;
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
