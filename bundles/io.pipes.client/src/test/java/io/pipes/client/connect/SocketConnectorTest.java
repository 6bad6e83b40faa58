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
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
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
