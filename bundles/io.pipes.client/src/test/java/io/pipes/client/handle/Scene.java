// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.network.Network;
import io.pipes.base.Bytes;
import io.pipes.base.Secret;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.PacketId;
import io.pipes.testkit.time.ManualClock;
import io.pipes.testkit.time.SeededRandomness;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A client, the node it talks to, and the time between them, all in the test's thread. Callbacks run when the test lets them. */
final class Scene {
    static final NodeId AUTHOR = NodeId.of(bytes(32, 7));

    final ScriptedNode node = new ScriptedNode();
    final ManualClock clock = new ManualClock();
    private final Queue<Runnable> callbacks = new ArrayDeque<>();
    final ClientPipes pipes;

    Scene() {
        node.method("network.list", params -> ScriptedNode.networks());
        pipes = ClientPipes.over(
                node, Optional.of(Secret.wrap("token".getBytes())), callbacks::add, clock, new SeededRandomness(5));
    }

    static Bytes bytes(int size, int value) {
        byte[] bytes = new byte[size];
        java.util.Arrays.fill(bytes, (byte) value);
        return Bytes.wrap(bytes);
    }

    Network network() {
        return now(pipes.networks().find("home")).orElseThrow();
    }

    /** Runs what the application is called back with. */
    void run() {
        for (Runnable next = callbacks.poll(); next != null; next = callbacks.poll()) {
            next.run();
        }
    }

    void pass(Duration time) {
        run();
        clock.advance(time);
        run();
    }

    /** What has completed by now. */
    <T> T now(CompletionStage<T> stage) {
        run();
        CompletableFuture<T> future = stage.toCompletableFuture();
        if (!future.isDone()) {
            throw new AssertionError("It has not completed");
        }
        return future.join();
    }

    /** A message of a pipeline, as a node tells it. */
    static ObjectNode message(long seq, String text) {
        PacketId packet = PacketId.of(bytes(PacketId.SIZE, (int) seq));
        return row(packet.text() + ".0", seq, text).put("packet", packet.text()).put("pipeline", "news");
    }

    static ObjectNode row(String name, long seq, String text) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("message", name)
                .put("index", 0)
                .put("author", AUTHOR.text())
                .put("name", "anna")
                .put("seq", seq)
                .put("time", "2030-01-31T12:00:00.000Z")
                .put("received", "2030-01-31T12:00:00.000Z")
                .put("contentType", "text/plain")
                .put("text", text);
    }

    static JsonNode told(String subscription, JsonNode message) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("subscription", subscription)
                .set("message", message);
    }
}
