// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pipes.client.fake.FakeNode;
import io.pipes.client.json.JsonObject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NodeClientTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final JsonObject NOTHING = JsonObject.empty();

    private final FakeNode node = new FakeNode();

    @AfterEach
    void close() {
        node.close();
    }

    private NodeClient connect() {
        return NodeClient.connect(node.address(), FakeNode.TOKEN, PATIENCE);
    }

    @Test
    void a_call_is_answered_with_what_the_node_says() {
        node.answer("echo", params -> params);

        try (NodeClient client = connect()) {
            Object answer = client.ask("echo", NOTHING.with("text", "grüße ☃").with("n", 7), PATIENCE);

            assertThat(JsonObject.from(answer).text("text")).contains("grüße ☃");
            assertThat(JsonObject.from(answer).number("n")).contains(7L);
        }
    }

    @Test
    void a_refusal_arrives_with_its_code_its_sentence_and_its_advice() {
        node.refuse("network.join", "ticket_spent", "This ticket has been used.", false);
        node.refuse("node.ping", "unreachable", "Nobody there.", true);

        try (NodeClient client = connect()) {
            ClientException spent = failure(() -> client.ask("network.join", NOTHING, PATIENCE));
            ClientException away = failure(() -> client.ask("node.ping", NOTHING, PATIENCE));

            assertThat(spent.code()).isEqualTo("ticket_spent");
            assertThat(spent).hasMessage("This ticket has been used.");
            assertThat(spent.retry()).isFalse();
            assertThat(away.retry()).isTrue();
        }
    }

    @Test
    void a_wrong_token_is_refused() {
        ClientException refused = failure(() -> NodeClient.connect(node.address(), "guess", PATIENCE));

        assertThat(refused.code()).isEqualTo("unauthenticated");
    }

    @Test
    void many_calls_are_under_way_at_once_and_each_gets_its_own_answer() {
        node.answer("double", params -> params.number("n").orElseThrow() * 2);

        try (NodeClient client = connect()) {
            List<CompletableFuture<Object>> answers = new ArrayList<>();
            for (int n = 0; n < 2_000; n++) {
                answers.add(client.call("double", NOTHING.with("n", n)));
            }

            for (int n = 0; n < 2_000; n++) {
                assertThat(NodeClient.await(answers.get(n), PATIENCE)).isEqualTo(2 * n);
            }
        }
    }

    @Test
    void messages_of_every_length_form_arrive_whole() {
        node.answer("echo", params -> params);

        try (NodeClient client = connect()) {
            for (int length : new int[] {0, 1, 40, 100, 125, 126, 127, 65_535, 65_536, 1 << 20}) {
                String text = "x".repeat(length);
                assertThat(JsonObject.from(client.ask("echo", NOTHING.with("text", text), PATIENCE))
                                .text("text"))
                        .contains(text);
            }
        }
    }

    @Test
    void fragments_are_joined_and_pings_between_them_are_no_part_of_the_text() {
        node.method("split", (params, connection) -> {
            connection.frame(0x01, "{\"jsonrpc\":\"2.0\",\"method\":\"message\",\"params\":{\"subscr".getBytes());
            connection.frame(0x89, "ping".getBytes());
            connection.frame(0x80, "iption\":\"s1\",\"message\":{\"text\":\"whole\"}}}".getBytes());
            return NOTHING.with("subscription", "s1");
        });

        try (NodeClient client = connect();
                Subscription subscription = client.subscribe("split", NOTHING, PATIENCE)) {
            assertThat(subscription.next(PATIENCE).orElseThrow().text("text")).contains("whole");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void what_waits_fails_when_the_connection_ends() {
        node.method("never", (params, connection) -> {
            connection.drop();
            return null;
        });

        try (NodeClient client = connect()) {
            ClientException ended = failure(() -> client.ask("never", NOTHING, PATIENCE));
            ClientException later = failure(() -> client.ask("echo", NOTHING, PATIENCE));

            assertThat(ended.code()).isEqualTo(ClientException.DISCONNECTED);
            assertThat(later.code()).isEqualTo(ClientException.DISCONNECTED);
        }
    }

    @Test
    void a_subscription_gives_leave_for_more_as_messages_are_taken_and_counts_what_was_skipped() throws Exception {
        node.answer("subscription.grant", params -> NOTHING);
        node.answer("subscription.cancel", params -> NOTHING);
        node.method("message.subscribe", (params, connection) -> {
            for (int n = 0; n < 200; n++) {
                connection.push("message", NOTHING.with("subscription", "s1").with("message", NOTHING.with("n", n)));
            }
            connection.push("skipped", NOTHING.with("subscription", "s1").with("count", 3));
            connection.push("message", NOTHING.with("subscription", "s1").with("message", NOTHING.with("n", 200)));
            return NOTHING.with("subscription", "s1");
        });

        try (NodeClient client = connect();
                Subscription subscription = client.subscribe("message.subscribe", NOTHING, PATIENCE)) {
            for (long n = 0; n <= 200; n++) {
                assertThat(subscription.next(PATIENCE).orElseThrow().number("n"))
                        .contains(n);
            }

            assertThat(subscription.skipped()).isEqualTo(3);
            client.ask("subscription.grant", NOTHING.with("count", 0), PATIENCE);
        }
        assertThat(node.calls("message.subscribe").get(0).number("window")).contains((long) Subscription.WINDOW);
        assertThat(node.calls("subscription.grant").get(0).number("count")).contains(128L);
    }

    @Test
    void what_still_comes_for_a_subscription_that_was_closed_stays_nowhere() {
        node.answer("ping", params -> NOTHING);
        node.method("message.subscribe", (params, connection) -> NOTHING.with("subscription", "s1"));
        node.method("subscription.cancel", (params, connection) -> {
            connection.push("message", NOTHING.with("subscription", "s1").with("message", NOTHING));
            return NOTHING;
        });

        try (NodeClient client = connect()) {
            client.subscribe("message.subscribe", NOTHING, PATIENCE).close();
            client.ask("ping", NOTHING, PATIENCE);

            assertThat(client.held()).isZero();
        }
    }

    @Test
    void a_call_that_was_not_answered_in_time_stays_nowhere_and_a_subscription_is_not_made_any_more() {
        CompletableFuture<JsonObject> cancelled = new CompletableFuture<>();
        node.answer("call.cancel", params -> {
            cancelled.complete(params);
            return NOTHING;
        });
        node.answer("ping", params -> NOTHING);
        node.method("message.subscribe", (params, connection) -> {
            throw new FakeNode.Unanswered();
        });

        try (NodeClient client = connect()) {
            ClientException late = failure(() -> client.subscribe("message.subscribe", NOTHING, Duration.ofMillis(50)));
            client.ask("ping", NOTHING, PATIENCE);

            assertThat(late.code()).isEqualTo(ClientException.TIMED_OUT);
            assertThat(cancelled.getNow(NOTHING).number("id")).contains(2L);
            assertThat(client.held()).isZero();
        }
    }

    @Test
    void a_subscription_that_the_node_ends_says_why() {
        node.method("message.subscribe", (params, connection) -> {
            JsonObject error =
                    NOTHING.with("message", "You were removed.").with("data", NOTHING.with("code", "revoked"));
            connection.push("ended", NOTHING.with("subscription", "s1").with("error", error));
            return NOTHING.with("subscription", "s1");
        });

        try (NodeClient client = connect()) {
            Subscription subscription = client.subscribe("message.subscribe", NOTHING, PATIENCE);

            assertThat(failure(() -> subscription.next(PATIENCE)).code()).isEqualTo("revoked");
        }
    }

    @Test
    void nobody_at_the_address_is_told_from_somebody_who_is_no_node() throws Exception {
        int free;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = taken.getLocalPort();
            Thread stranger = new Thread(() -> answerLikeAWebServer(taken));
            stranger.start();

            ClientException noNode = failure(() -> NodeClient.connect(at(taken.getLocalPort()), "t", PATIENCE));

            assertThat(noNode.code()).isEqualTo(ClientException.PROTOCOL);
            assertThat(noNode).hasMessageContaining("404 Not Found");
            stranger.join();
        }
        assertThat(failure(() -> NodeClient.connect(at(free), "t", PATIENCE)).code())
                .isEqualTo(ClientException.NOT_RUNNING);
    }

    private static void answerLikeAWebServer(ServerSocket server) {
        try (var socket = server.accept()) {
            socket.getInputStream().read(new byte[512]);
            socket.getOutputStream().write("HTTP/1.1 404 Not Found\r\n\r\n".getBytes());
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    private static InetSocketAddress at(int port) {
        return new InetSocketAddress("127.0.0.1", port);
    }

    private static ClientException failure(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(ClientException.class, call);
    }
}
