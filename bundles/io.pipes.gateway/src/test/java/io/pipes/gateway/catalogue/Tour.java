// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipes.api.message.Content;
import io.pipes.api.network.InvitationTerms;
import io.pipes.api.service.Answer;
import io.pipes.api.service.Call;
import io.pipes.spi.local.LocalNetwork;
import io.pipes.spi.local.LocalPipeline;
import io.pipes.spi.local.LocalPipelines;
import io.pipes.spi.local.LocalServices;
import io.pipes.testkit.nodes.SimulatedNode;
import io.pipes.testkit.nodes.SimulatedPipes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** Calls of every method, each parameter among them, in an order in which they make sense. */
final class Tour {
    private static final String HOME = SimulatedPipes.NETWORK;
    private static final String SECRET = base64("a secret");
    private static final Duration MOMENT = Duration.ofSeconds(3);

    private final Trial trial;
    private final RealGateway gateway;
    private final SimulatedPipes pipes;
    private final SimulatedNode friend;
    private final SimulatedNode other;

    Tour(Trial trial, RealGateway gateway) {
        this.trial = trial;
        this.gateway = gateway;
        pipes = gateway.pipes;
        friend = pipes.node(1);
        other = pipes.node(2);
    }

    void run() {
        network();
        nodes();
        pipeline();
        reading();
        content();
        archive();
        state();
        message();
        service();
        presence();
        identities();
        process();
        removal();
    }

    private JsonNode call(String method, Object... params) {
        return trial.call(method, params);
    }

    private void network() {
        call("network.subscribe", "network", HOME);
        call("network.show", "network", HOME);
        call("network.members", "network", HOME);
        call("network.invite", "network", HOME, "role", "reader", "expiresMillis", 60_000, "uses", 2);
        call("network.role", "network", HOME, "node", other.name(), "role", "admin");
        call("network.disconnect", "network", HOME, "node", friend.name());
        call("network.connect", "network", HOME, "address", "sim://" + friend.name() + ":7171");
        pipes.pass(MOMENT);
    }

    private void nodes() {
        call("node.list", "network", HOME);
        call("node.peers", "network", HOME);
        call("node.ping", "network", HOME, "node", friend.name());
        call("node.explain", "network", HOME, "node", friend.name());
    }

    private void pipeline() {
        JsonNode watching = call("pipeline.watch", "network", HOME, "window", 64);
        call("pipeline.create", "network", HOME, "name", "pair", "kind", "point-to-point", "with", friend.name());
        call(
                "pipeline.create",
                "network",
                HOME,
                "name",
                "notes",
                "kind",
                "persistent",
                "history",
                "full",
                "retain",
                "all",
                "publishRole",
                "writer",
                "readRole",
                "reader",
                "rotate",
                "never",
                "metadata",
                Map.of("title", "Notes"));
        call("pipeline.create", "network", HOME, "name", "later");
        call("pipeline.open", "network", HOME, "name", "board", "kind", "live");
        call("pipeline.set", "network", HOME, "name", "later", "kind", "persistent", "history", "from-join");
        call(
                "pipeline.set",
                "network",
                HOME,
                "name",
                "notes",
                "retain",
                "30d",
                "publishRole",
                "writer",
                "readRole",
                "reader",
                "rotate",
                "7d",
                "metadata",
                Map.of("title", "Our notes"));
        pipes.pass(MOMENT);
        call("pipeline.list", "network", HOME);
        call("pipeline.show", "network", HOME, "name", "notes");
        call("pipeline.show", "network", HOME, "name", "pair");
        call("subscription.grant", "subscription", id(watching), "count", 5);
        call("subscription.cancel", "subscription", id(watching));
    }

    private void reading() {
        JsonNode live = call("pipeline.subscribe", "network", HOME, "name", SimulatedPipes.PIPELINE, "window", 1);
        for (int i = 0; i < 3; i++) {
            pipes.done(friend.publish("spoken"));
            pipes.pass(MOMENT);
        }
        call("subscription.grant", "subscription", id(live), "count", 1);
        call("pipeline.subscribe", "network", HOME, "name", "notes", "window", 16, "from", "start");
        call("pipeline.progress", "network", HOME, "name", "notes", "window", 16);
        JsonNode first = call(
                "pipeline.publish",
                "network",
                HOME,
                "name",
                "notes",
                "text",
                "hello",
                "contentType",
                "text/plain",
                "key",
                "greeting",
                "storedAt",
                2,
                "timeoutMillis",
                30_000,
                "progress",
                true);
        JsonNode second = call(
                "pipeline.publish", "network", HOME, "name", "notes", "base64", base64("bytes"), "contentType", "x/y");
        pipes.pass(MOMENT);
        call("pipeline.history", "network", HOME, "name", "notes", "window", 16, "from", "start", "order", "display");
        call("pipeline.history", "network", HOME, "name", "notes", "newest", 1, "before", second.get("message"));
        String author = call("network.show", "network", HOME).get("node").asText();
        call(
                "pipeline.history",
                "network",
                HOME,
                "name",
                "notes",
                "newest",
                1,
                "beforeMessage",
                Map.of("author", author, "seq", 0, "index", 0));
        call(
                "pipeline.commit",
                "network",
                HOME,
                "name",
                "notes",
                "cursor",
                "reader",
                "author",
                author,
                "seq",
                0,
                "index",
                0);
        call("pipeline.subscribe", "network", HOME, "name", "notes", "cursor", "reader");
        call("pipeline.subscribe", "network", HOME, "name", "notes", "from", first.get("packet"));
        Map<String, Object> begin = Map.of("author", author, "seq", 0, "index", 0);
        call("pipeline.subscribe", "network", HOME, "name", "notes", "after", begin, "batch", 16);
        call("pipeline.history", "network", HOME, "name", "notes", "after", begin, "batch", 16);
        producing();
        call("pipeline.cursors", "network", HOME, "name", "notes");
        call("pipeline.forget", "network", HOME, "name", "notes", "cursor", "reader");
        pipes.pass(MOMENT);
    }

    private void producing() {
        call(
                "pipeline.publish",
                "network",
                HOME,
                "name",
                "notes",
                "messages",
                List.of(Map.of("text", "one", "key", "k"), Map.of("base64", base64("two"), "contentType", "x/y")));
        for (int i = 0; i < 2; i++) {
            call(
                    "pipeline.publish",
                    "network",
                    HOME,
                    "name",
                    "notes",
                    "text",
                    "counted",
                    "producer",
                    "app",
                    "number",
                    1);
        }
        call(
                "pipeline.publish",
                "network",
                HOME,
                "name",
                "notes",
                "text",
                "counted on",
                "producer",
                "app",
                "number",
                2,
                "behind",
                1);
        call("pipeline.producer", "network", HOME, "name", "notes", "producer", "app");
        call("call.cancel", "id", "none");
    }

    private void content() {
        JsonNode writing = call("content.publish", "network", HOME, "name", "notes", "contentType", "text/plain");
        String content = writing.get("content").asText();
        call("content.write", "content", content, "base64", base64("x".repeat(1_100_000)));
        JsonNode sent = call("content.write", "content", content);
        pipes.pass(MOMENT);
        String reading = call(
                        "content.open",
                        "network",
                        HOME,
                        "name",
                        "notes",
                        "message",
                        sent.get("message"),
                        "fromBytes",
                        1_000_000)
                .get("content")
                .asText();
        while (!call("content.read", "content", reading).get("base64").isNull()) {
            pipes.pass(MOMENT);
        }
    }

    private void archive() {
        String out = call("archive.export", "network", HOME, "name", "notes", "contents", true)
                .get("archive")
                .asText();
        String in = call("archive.import", "network", HOME).get("archive").asText();
        for (JsonNode piece = piece("archive", out); !piece.isNull(); piece = piece("archive", out)) {
            call("archive.write", "archive", in, "base64", piece);
        }
        call("archive.write", "archive", in);
    }

    private JsonNode piece(String noun, String id) {
        return call(noun + ".read", noun, id).get("base64");
    }

    private void state() {
        call("pipeline.create", "network", HOME, "name", "shared", "kind", "persistent");
        for (String kind : List.of("map", "counter", "set")) {
            call("state.subscribe", "network", HOME, "pipeline", "shared", "kind", kind, "name", kind, "window", 16);
        }
        pipes.pass(MOMENT);
        CompletionStage<?> beside =
                gateway.on(friend, () -> shared(friend).state().map("map").put("sky", Content.text("grey")));
        call(
                "state.put",
                "network",
                HOME,
                "pipeline",
                "shared",
                "name",
                "map",
                "key",
                "sky",
                "text",
                "blue",
                "contentType",
                "text/plain");
        pipes.done(beside);
        pipes.pass(MOMENT);
        call("state.put", "network", HOME, "pipeline", "shared", "name", "map", "key", "sea", "base64", base64("deep"));
        call("state.add", "network", HOME, "pipeline", "shared", "kind", "counter", "name", "counter", "amount", 3);
        call("state.add", "network", HOME, "pipeline", "shared", "kind", "set", "name", "set", "key", "apple");
        call("state.list", "network", HOME, "pipeline", "shared");
        call("state.get", "network", HOME, "pipeline", "shared", "kind", "map", "name", "map", "key", "sky");
        call("state.get", "network", HOME, "pipeline", "shared", "name", "map", "key", "sky", "concurrent", true);
        call("state.subscribe", "network", HOME, "pipeline", "shared", "name", "map", "concurrent", true);
        call("state.get", "network", HOME, "pipeline", "shared", "kind", "counter", "name", "counter");
        call("state.get", "network", HOME, "pipeline", "shared", "kind", "set", "name", "set", "key", "apple");
        call(
                "state.entries",
                "network",
                HOME,
                "pipeline",
                "shared",
                "kind",
                "map",
                "name",
                "map",
                "after",
                "a",
                "limit",
                10,
                "concurrent",
                true);
        call("state.entries", "network", HOME, "pipeline", "shared", "kind", "set", "name", "set");
        call("state.remove", "network", HOME, "pipeline", "shared", "kind", "map", "name", "map", "key", "sky");
        call("state.remove", "network", HOME, "pipeline", "shared", "kind", "set", "name", "set", "key", "apple");
        pipes.pass(MOMENT);
    }

    private static LocalPipeline shared(SimulatedNode node) {
        return node.network()
                .facet(LocalPipelines.class)
                .flatMap(pipelines -> pipelines.find("shared"))
                .orElseThrow();
    }

    private void message() {
        JsonNode batched = call("message.subscribe", "network", HOME, "from", friend.name(), "window", 16, "batch", 2);
        JsonNode each = call("message.subscribe", "network", HOME);
        JsonNode acknowledging = call("message.subscribe", "network", HOME, "acknowledge", true);
        JsonNode sent = call(
                "message.send",
                "network",
                HOME,
                "node",
                friend.name(),
                "text",
                "hello",
                "contentType",
                "text/plain",
                "wait",
                "delivered",
                "timeoutMillis",
                5_000,
                "follow",
                true);
        call("message.send", "network", HOME, "node", friend.name(), "base64", base64("bytes"));
        call("message.receipt", "network", HOME, "message", sent.get("message"));
        pipes.done(friend.send(pipes.node(0), "hello as well"));
        pipes.pass(MOMENT);
        acknowledging(List.of(batched, each));
        pipes.pass(Duration.ofSeconds(1));
        call("message.acknowledge", "subscription", id(acknowledging), "count", 1);
        other.crash();
        pipes.pass(Duration.ofMinutes(2));
        call("message.send", "network", HOME, "node", other.name(), "text", "for later", "wait", "held");
        call("message.waiting", "network", HOME, "limit", 10);
        call("message.held", "network", HOME);
        other.restart();
        pipes.pass(Duration.ofMinutes(1));
    }

    private void acknowledging(List<JsonNode> others) {
        others.forEach(one -> call("subscription.cancel", "subscription", id(one)));
        JsonNode careful = call("message.subscribe", "network", HOME, "acknowledge", true);
        pipes.done(friend.send(pipes.node(0), "and this"));
        pipes.pass(MOMENT);
        call("message.acknowledge", "subscription", id(careful), "count", 1);
    }

    private void service() {
        call(
                "service.offer",
                "network",
                HOME,
                "service",
                "echo",
                "metadata",
                Map.of("what", "says it again"),
                "window",
                8);
        pipes.done(gateway.on(friend, () -> services(friend).offer("upper", new TreeMap<>(), new Shouting())));
        pipes.pass(MOMENT);
        call("service.list", "network", HOME);
        call(
                "service.call",
                "network",
                HOME,
                "service",
                "upper",
                "node",
                friend.name(),
                "text",
                "hello",
                "contentType",
                "text/plain",
                "timeoutMillis",
                5_000);
        call("service.call", "network", HOME, "service", "upper", "base64", base64("bytes"));
        answered("text", "hello", "contentType", "text/plain");
        answered("base64", base64("bytes"));
        answered("error", "Nothing is said twice here.");
    }

    /** The friend calls what this node offers, and the client answers. */
    private void answered(String... answer) {
        CompletionStage<Answer> asked = gateway.on(
                friend, () -> services(friend).call("echo", Optional.empty(), Content.text("hello"), MOMENT));
        int before = gateway.told.size();
        pipes.until(() -> gateway.told.size() > before, MOMENT);
        Object[] params = Stream.concat(
                        Stream.of("call", gateway.told.get(before).at("/params/call")), Stream.of(answer))
                .toArray();
        call("service.answer", params);
        pipes.until(() -> asked.toCompletableFuture().isDone(), MOMENT);
    }

    private static LocalServices services(SimulatedNode node) {
        return node.network().facet(LocalServices.class).orElseThrow();
    }

    /** A service that answers what it is asked. */
    private static final class Shouting implements LocalServices.Handler {
        @Override
        public CompletionStage<Content> answer(Call call) {
            return CompletableFuture.completedFuture(call.request());
        }

        @Override
        public void ended() {}
    }

    private void presence() {
        call("presence.subscribe", "network", HOME, "window", 16);
        call("presence.set", "network", HOME, "status", "at lunch");
        pipes.pass(MOMENT);
        call("presence.list", "network", HOME);
    }

    private void identities() {
        call("identity.create", "name", "second");
        call("identity.list");
        call("identity.show", "identity", "second");
        call("network.create", "name", "another", "identity", "second");
        LocalNetwork elsewhere = pipes.done(friend.kernel()
                .create("elsewhere", friend.identities().list().get(0).identity()));
        String ticket = pipes.done(elsewhere.invite(InvitationTerms.DEFAULT)).ticket();
        call("network.join", "ticket", ticket, "identity", "second", "progress", true);
        call("network.list");
        call("network.leave", "network", "elsewhere", "force", true);
    }

    private void process() {
        call("status");
        call("store.show");
        call("store.move", "to", "postgresql", "progress", true);
        JsonNode token = call(
                "token.create",
                "name",
                "app",
                "verbs",
                List.of("message"),
                "network",
                HOME,
                "pipeline",
                "notes",
                "expiresMillis",
                1_000_000);
        call("token.list");
        call("token.revoke", "id", token.get("id"));
        String out = call("backup.create", "passphrase", SECRET).get("backup").asText();
        String in = call("backup.restore", "passphrase", SECRET).get("backup").asText();
        for (JsonNode piece = piece("backup", out); !piece.isNull(); piece = piece("backup", out)) {
            call("backup.write", "backup", in, "base64", piece);
        }
        call("backup.write", "backup", in);
        call("node.stop");
    }

    private void removal() {
        call("network.revoke", "network", HOME, "node", other.name());
        pipes.pass(MOMENT);
    }

    private static String id(JsonNode subscribed) {
        return subscribed.get("subscription").asText();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
