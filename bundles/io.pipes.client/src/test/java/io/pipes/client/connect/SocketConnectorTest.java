// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.api.Endpoint;
import io.pipes.api.Pipes;
import io.pipes.api.PipesException;
import io.pipes.api.PipesException.Code;
import io.pipes.api.ProcessStatus;
import io.pipes.base.Secret;
import io.pipes.client.fake.FakeNode;
import io.pipes.client.json.JsonObject;
import io.pipes.client.wire.Wire;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketConnectorTest {
    private final FakeNode node = new FakeNode().answer("status", params -> status());

    private static JsonObject status() {
        return JsonObject.empty()
                .with("state", "ready")
                .with("version", "1.2.3")
                .with("listen", List.of())
                .with("links", 4L)
                .with("problems", List.of("The disk is full."));
    }

    @AfterEach
    void close() {
        node.close();
    }

    private Endpoint endpoint(String token) {
        URI uri = URI.create("ws://127.0.0.1:" + node.address().getPort() + "/api/v1");
        return Endpoint.of(uri, Secret.wrap(token.getBytes(StandardCharsets.UTF_8)));
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static Code code(Runnable mistake) {
        try {
            mistake.run();
        } catch (PipesException failed) {
            return failed.code();
        }
        throw new AssertionError("It has not failed");
    }

    @Test
    void a_node_that_chooses_no_encoding_is_spoken_to_in_json() throws Exception {
        try (Pipes pipes = Pipes.connect(endpoint(FakeNode.TOKEN))) {
            ProcessStatus status = get(pipes.status());

            assertThat(status.version()).isEqualTo("1.2.3");
            assertThat(status.problems()).containsExactly("The disk is full.");
        }
    }

    @Test
    void a_connection_that_is_lost_comes_back_and_what_was_asked_is_answered() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        node.method("network.list", (params, connection) -> {
            if (asked.getAndIncrement() == 0) {
                connection.drop();
            }
            return List.of();
        });
        try (Pipes pipes = Pipes.connect(endpoint(FakeNode.TOKEN))) {
            assertThat(get(pipes.networks().list())).isEqualTo(List.of());
            assertThat(asked).hasValue(2);
            assertThat(node.calls("auth")).hasSize(2);
        }
    }

    /** An identity named so, as the node answers. */
    private static JsonObject identity(JsonObject params) {
        return JsonObject.empty()
                .with(
                        "identity",
                        io.pipes.base.id.IdentityId.of(io.pipes.base.Bytes.wrap(new byte[32]))
                                .text())
                .with("name", params.text("name", ""))
                .with("created", "2030-01-31T12:00:00.000Z")
                .with("rootKey", "AAAA");
    }

    @Test
    void half_a_character_is_replaced_and_nothing_is_lost() throws Exception {
        node.answer("identity.create", SocketConnectorTest::identity);
        try (Pipes pipes = Pipes.connect(endpoint(FakeNode.TOKEN))) {
            assertThat(get(pipes.identities().create("a\ud800b")).name()).isEqualTo("a?b");
            assertThat(node.calls("auth")).hasSize(1);
        }
    }

    @Test
    void a_call_that_is_longer_than_a_node_reads_fails_alone() throws Exception {
        node.answer("identity.create", SocketConnectorTest::identity);
        try (Pipes pipes = Pipes.connect(endpoint(FakeNode.TOKEN))) {
            CompletionStage<?> tooLong = pipes.identities().create("x".repeat(2 << 20));

            assertThatThrownBy(() -> get(tooLong)).hasMessageContaining("reads at most 2097152");
            assertThat(get(pipes.identities().create("anna")).name()).isEqualTo("anna");
            assertThat(node.calls("auth")).hasSize(1);
        }
    }

    @Test
    void whatever_goes_wrong_while_an_address_is_looked_for_is_told() {
        SocketWiring wiring = new SocketWiring(
                () -> {
                    throw new NoClassDefFoundError("gone with an update");
                },
                Encoding.all());

        assertThatThrownBy(() -> get(wiring.connect(new Listening(new CompletableFuture<>()))))
                .hasRootCauseInstanceOf(NoClassDefFoundError.class);
    }

    @Test
    void a_wire_whose_reader_fails_has_ended() throws Exception {
        SocketWiring wiring = new SocketWiring(() -> new SocketWiring.Place(node.address(), "/api/v1"), Encoding.all());
        CompletableFuture<PipesException> ended = new CompletableFuture<>();
        Wire wire = get(wiring.connect(new Listening(ended)));

        wire.send(new com.fasterxml.jackson.databind.ObjectMapper()
                .readTree("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"status\",\"params\":{}}"));

        assertThat(get(ended).code()).isEqualTo(Code.UNREACHABLE);
    }

    /** Cannot stand what it hears. */
    private record Listening(CompletableFuture<PipesException> end) implements Wire.Ear {
        @Override
        public void received(com.fasterxml.jackson.databind.JsonNode message) {
            throw new NoClassDefFoundError("gone with an update");
        }

        @Override
        public void unsent(com.fasterxml.jackson.databind.JsonNode call, PipesException why) {}

        @Override
        public void ended(PipesException why) {
            end.complete(why);
        }
    }

    @Test
    void a_token_that_is_refused_says_so() {
        assertThat(code(() -> Pipes.connect(endpoint("another")))).isEqualTo(Code.UNAUTHENTICATED);
    }

    @Test
    void nobody_there_says_so() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Endpoint nobody = Endpoint.of(URI.create("ws://127.0.0.1:" + port), Secret.wrap(new byte[1]));

        assertThat(code(() -> Pipes.connect(nobody))).isEqualTo(Code.UNREACHABLE);
    }

    @Test
    void a_home_without_a_node_says_how_to_start_one(@TempDir Path home) {
        assertThatThrownBy(() -> Pipes.connect(Endpoint.ofHome(home)))
                .isInstanceOf(PipesException.class)
                .hasMessageContaining(home.getFileName().toString());
    }

    @Test
    void an_address_of_something_else_is_the_callers_mistake() {
        Endpoint web = Endpoint.of(URI.create("https://127.0.0.1/"), Secret.wrap(new byte[1]));

        assertThat(code(() -> Pipes.connect(web))).isEqualTo(Code.INVALID_ARGUMENT);
    }
}
