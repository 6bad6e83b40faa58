// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Homes and ports that cannot be used: the reason is told, and once it is gone, the node is as before. */
@Timeout(180)
class TroubledHomeTest {
    private static final int SETUP = 503;

    @Test
    void a_file_in_the_place_of_the_home_is_told_and_left_alone() throws Exception {
        NodeProcess node = NodeProcess.prepare("file-as-home", Java.current());
        Files.createDirectories(node.home().getParent());
        Files.writeString(node.home(), "precious");

        assertThat(refusal(node)).contains("cannot create " + node.home()).contains("choose another home");
        assertThat(node.home()).hasContent("precious");
        Files.delete(node.home());
    }

    @Test
    void a_file_in_the_place_of_the_database_is_told_and_left_alone() throws Exception {
        NodeProcess node = NodeProcess.prepare("file-as-db", Java.current());
        Files.createDirectories(node.home());
        Files.writeString(node.home().resolve("db"), "precious");

        assertThat(refusal(node)).contains("cannot write to " + node.home()).contains("choose another home");
        assertThat(node.home().resolve("db")).hasContent("precious");
    }

    @Test
    void a_port_that_another_program_has_is_told_and_used_when_it_is_free() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                NodeProcess node = NodeProcess.warm("port-in-use", Java.current())) {
            node.with("PIPES_LISTEN", "tcp://127.0.0.1:" + other.getLocalPort());
            node.startWithoutWaiting();
            node.await("it says that it is not ready", () -> node.status("/health") == SETUP);
            try (ApiClient api = ApiClient.connect(node.console(), RunningNode.token(node))) {
                node.await("it says why", () -> problems(api).contains("another program has this port"));
                assertThat(problems(api)).contains(Integer.toString(other.getLocalPort()));
            }

            other.close();
            node.await("it is ready", () -> node.status("/health") == 200);
        }
    }

    @Test
    void a_damaged_keystore_is_told_and_never_replaced() throws Exception {
        try (RunningNode node = RunningNode.start("damaged-keystore", Java.current())) {
            String anna = node.newIdentity("anna");
            String nodeId = node.found("home", anna).get("node").asText();
            node.process().stop();
            Path keystore = node.process().home().resolve("keys/keystore");
            byte[] genuine = Files.readAllBytes(keystore);
            byte[] damaged = genuine.clone();
            damaged[damaged.length / 2] ^= 1;
            Files.write(keystore, damaged);

            node.process().startWithoutWaiting();
            node.process()
                    .await("it says that it is not ready", () -> node.process().status("/health") == SETUP);
            try (ApiClient api = ApiClient.connect(node.process().console(), RunningNode.token(node.process()))) {
                assertThat(catchCode(api, "identity.create", "name", "bert")).isEqualTo("keystore");
                assertThat(problems(api)).contains("keys");
            }
            node.process().stop();
            assertThat(Files.readAllBytes(keystore)).isEqualTo(damaged);

            Files.write(keystore, genuine);
            node.startAgain();
            assertThat(node.call("identity.list").findValuesAsText("identity")).containsExactly(anna);
            assertThat(node.network("home").orElseThrow().get("node").asText()).isEqualTo(nodeId);
        }
    }

    private static String problems(ApiClient api) {
        try {
            JsonNode status = api.call("status");
            return status.get("problems").toString();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static String catchCode(ApiClient api, String method, Object... params) throws Exception {
        try {
            return "no failure but " + api.call(method, params);
        } catch (ApiFailure failure) {
            return failure.code();
        }
    }

    /** What a start that must fail says, in one line. */
    private static String refusal(NodeProcess node) throws Exception {
        Process refused = node.launch();
        assertThat(NodeProcess.exit(refused)).isEqualTo(1);
        String said = new String(refused.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(said.lines()).as(said).hasSize(1);
        return said;
    }
}
