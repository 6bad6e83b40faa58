// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A running node is backed up and killed, and comes back in another home as another node. */
@Timeout(180)
class BackupTest {
    private static final String NETWORK = "home";
    private static final String PASSPHRASE = "correct horse battery staple";
    private static final String KNOWN = "a known text that nobody may find";

    @Test
    void a_node_comes_back_elsewhere_with_its_history_and_role_under_a_new_id() throws Exception {
        Path work = Workspace.nodes().resolve("backup");
        Folders.delete(work);
        Files.createDirectories(work);
        Path file = work.resolve("node.backup");
        Path passphrase = Files.writeString(work.resolve("passphrase"), PASSPHRASE);
        Files.setPosixFilePermissions(passphrase, PosixFilePermissions.fromString("rw-------"));
        String before;
        String token;
        try (RunningNode node = RunningNode.start("backup-old", Java.current())) {
            node.found(NETWORK, node.newIdentity("anna"));
            node.call("pipeline.create", "name", "notes", "kind", "persistent");
            for (int i = 0; i < 20; i++) {
                node.call("pipeline.publish", "name", "notes", "text", KNOWN + " " + i);
            }
            before = node.network(NETWORK).orElseThrow().get("node").asText();
            token = RunningNode.token(node.process());
            PipesProgram pipes = new PipesProgram(node.process().home());

            JsonNode made = pipes.ask("backup", file.toString(), "--passphrase-file", passphrase.toString());

            assertThat(made.get("bytes").asLong()).isEqualTo(Files.size(file));
            node.process().kill();
            nothing_can_be_seen(file, node.process().home(), token);
        }
        PipesProgram restored = new PipesProgram(work.resolve("restored"));

        JsonNode report = restored.ask("restore", file.toString(), "--passphrase-file", passphrase.toString());

        assertThat(report.get("nodes").asInt()).isEqualTo(1);
        assertThat(restored.run("restore", file.toString(), "--passphrase-file", passphrase.toString())
                        .err())
                .contains("holds something");
        start(restored);
        try {
            JsonNode network = restored.ask("network", "list");
            assertThat(network.get("node").asText()).isNotEqualTo(before);
            assertThat(network.get("role").asText()).isEqualTo("owner");
            assertThat(restored.ask("identity", "list").get("name").asText()).isEqualTo("anna");
            assertThat(restored.history("notes"))
                    .containsExactlyElementsOf(Stream.iterate(0, i -> i + 1)
                            .limit(20)
                            .map(i -> KNOWN + " " + i)
                            .toList());
            assertThat(restored.ask("pipeline", "publish", "notes", "as another node")
                            .get("receipt")
                            .asText())
                    .isEqualTo("stored");
            assertThat(restored.history("notes")).hasSize(21).last().isEqualTo("as another node");
        } finally {
            restored.ask("stop");
        }
    }

    /** Starts what was restored, on ports of its own. */
    static void start(PipesProgram home) throws Exception {
        home.ask(
                "start",
                "--listen",
                "tcp://127.0.0.1:" + Ports.free(),
                "--console",
                "127.0.0.1:" + Ports.free(),
                "--discovery",
                "off");
    }

    /** The token, the join secret's home and texts; what is looked for is found where it must be. */
    private static void nothing_can_be_seen(Path file, Path home, String token) throws Exception {
        HomeSearch search = new HomeSearch(file.getParent());
        byte[] keyFile = Files.readAllBytes(home.resolve("keys/unlock"));
        assertThat(search.find(KNOWN)).isEmpty();
        assertThat(search.find(token)).isEmpty();
        assertThat(search.find(keyFile)).isEmpty();
        assertThat(search.find("notes anna".substring(0, 10))).isEmpty();
        assertThat(search.find(PASSPHRASE)).containsExactly("passphrase");
        assertThat(new HomeSearch(home).find(token)).contains("api-token");
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                .startsWith("pipes-backup/1");
    }
}
