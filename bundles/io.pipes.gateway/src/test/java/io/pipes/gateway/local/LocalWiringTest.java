// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.PipesException;
import io.pipes.client.wire.Wire;
import io.pipes.gateway.rpc.Client;
import io.pipes.gateway.rpc.Dispatcher;
import io.pipes.gateway.rpc.Method;
import io.pipes.gateway.rpc.Params;
import io.pipes.gateway.rpc.Retries;
import io.pipes.gateway.rpc.Welcome;
import io.pipes.gateway.token.OwnerTokenFile;
import io.pipes.gateway.token.Tokens;
import io.pipes.testkit.storage.SimulatedDisk;
import io.pipes.testkit.time.ManualClock;
import io.pipes.testkit.time.SeededRandomness;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalWiringTest {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Heard heard = new Heard();
    private final List<Client> subscribers = new ArrayList<>();
    private final List<String> cancelled = new ArrayList<>();
    private LocalWiring wiring;

    /** An ear that remembers, and does something when it hears. */
    private static final class Heard implements Wire.Ear {
        private final List<JsonNode> messages = new ArrayList<>();
        private final List<PipesException> ends = new ArrayList<>();
        private Consumer<JsonNode> then = message -> {};
        private int inside;

        @Override
        public void received(JsonNode message) {
            assertThat(++inside).as("one thing after the other").isEqualTo(1);
            messages.add(message);
            then.accept(message);
            inside--;
        }

        @Override
        public void unsent(JsonNode call, PipesException why) {}

        @Override
        public void ended(PipesException why) {
            ends.add(why);
        }
    }

    @BeforeEach
    void open(@TempDir Path home) throws IOException {
        ManualClock clock = new ManualClock();
        Tokens tokens = new Tokens(new SimulatedDisk(1), new OwnerTokenFile(home), clock, new SeededRandomness(3));
        Map<String, Method> methods = Map.of(
                "echo",
                        (client, params) -> CompletableFuture.completedFuture(
                                params.bytes("base64").isPresent()
                                        ? JSON.binaryNode(
                                                params.bytes("base64").get().toArray())
                                        : JSON.textNode(params.needText("text"))),
                "token.list", (client, params) -> CompletableFuture.completedFuture(JSON.arrayNode()),
                "subscribe", this::subscribe);
        wiring = new LocalWiring(
                new Dispatcher(methods, tokens, new Welcome("1", "p"), new Retries(clock, clock), clock));
    }

    private CompletionStage<JsonNode> subscribe(Client client, Params params) {
        subscribers.add(client);
        client.add(client.newSubscriptionId(), new Client.Subscription() {
            @Override
            public void grant(long count) {}

            @Override
            public void cancel() {
                cancelled.add("cancelled");
            }
        });
        return CompletableFuture.completedFuture(JSON.objectNode());
    }

    private Wire connect() {
        return wiring.connect(heard).toCompletableFuture().join();
    }

    private static ObjectNode call(int id, String method) {
        return JSON.objectNode().put("jsonrpc", "2.0").put("id", id).put("method", method);
    }

    private static ObjectNode echo(int id, String text) {
        ObjectNode call = call(id, "echo");
        call.putObject("params").put("text", text);
        return call;
    }

    @Test
    void who_is_in_the_process_needs_no_token_and_may_do_what_the_owner_may() {
        connect().send(call(1, "token.list"));

        assertThat(heard.messages).hasSize(1);
        assertThat(heard.messages.get(0).get("result").isArray()).isTrue();
    }

    @Test
    void bytes_go_through_as_they_are() {
        ObjectNode call = call(1, "echo");
        call.putObject("params").put("base64", new byte[] {1, 2, 3});

        connect().send(call);

        assertThat(heard.messages.get(0).get("result").isBinary()).isTrue();
    }

    @Test
    void an_array_of_calls_is_answered_with_an_array() {
        connect().send(JSON.arrayNode().add(echo(1, "a")).add(echo(2, "b")));

        assertThat(heard.messages).hasSize(1);
        assertThat(heard.messages.get(0)).hasSize(2);
    }

    @Test
    void what_is_asked_inside_the_ear_is_answered_behind_what_it_hears() {
        Wire wire = connect();
        heard.then = message -> {
            if (message.get("id").asInt() < 10_000) {
                wire.send(echo(message.get("id").asInt() + 1, "again"));
            }
        };

        wire.send(echo(1, "first"));

        assertThat(heard.messages).hasSize(10_000);
    }

    @Test
    void who_cannot_hear_something_is_told_that_it_has_ended_and_nobody_else_is_kept_waiting() {
        Wire wire = connect();
        wire.send(call(1, "subscribe"));
        heard.then = message -> {
            throw new NoClassDefFoundError("gone with an update");
        };
        wire.send(echo(2, "unheard"));

        assertThat(heard.ends).hasSize(1);
        assertThat(heard.ends.get(0).code()).isEqualTo(PipesException.Code.UNREACHABLE);
        assertThat(cancelled).hasSize(1);
    }

    @Test
    void who_has_closed_it_hears_nothing_more_and_its_subscriptions_are_cancelled() {
        Wire wire = connect();
        wire.send(call(1, "subscribe"));
        heard.messages.clear();

        wire.close();
        subscribers.get(0).notify("message", JSON.objectNode());
        wire.send(echo(2, "late"));

        assertThat(heard.messages).isEmpty();
        assertThat(heard.ends).isEmpty();
        assertThat(cancelled).hasSize(1);
    }

    @Test
    void when_the_gateway_stops_it_ends_once_and_nobody_connects_any_more() {
        Wire wire = connect();
        wire.send(call(1, "subscribe"));

        wiring.stop();
        wiring.stop();
        subscribers.get(0).notify("message", JSON.objectNode());

        assertThat(heard.messages).hasSize(1);
        assertThat(heard.ends).singleElement().matches(end -> end.code() == PipesException.Code.UNREACHABLE);
        assertThat(cancelled).hasSize(1);
        assertThat(wiring.connect(heard).toCompletableFuture())
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(PipesException.class);
    }

    @Test
    void what_it_says_counts_by_about_what_it_would_be_in_cbor() {
        Wire wire = connect();
        wire.send(call(1, "subscribe"));

        long size = subscribers.get(0).notify("message", JSON.objectNode().put("base64", new byte[10_000]));

        assertThat(size).isBetween(10_000L, 10_200L);
    }
}
