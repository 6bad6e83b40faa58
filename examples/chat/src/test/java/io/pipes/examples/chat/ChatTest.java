// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.examples.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.Endpoint;
import io.pipes.api.Pipes;
import io.pipes.api.network.Network;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.embedded.served.Program;
import io.pipes.embedded.served.ServedNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two people, each with a node and the program. */
class ChatTest {
    @TempDir
    Path folder;

    @Test
    void what_one_types_the_other_reads() throws Exception {
        Path annas = folder.resolve("anna");
        Path berts = folder.resolve("bert");
        try (ServedNode anna = ServedNode.start(annas);
                ServedNode bert = ServedNode.start(berts)) {
            meet(annas, berts);
            try (Program one = Program.start(Chat.class, annas);
                    Program other = Program.start(Chat.class, berts)) {
                one.type("are you there?");
                one.awaitLine("anna: are you there?"::equals);
                other.type("yes");
                assertThat(one.awaitLine(line -> line.startsWith("bert"))).isEqualTo("bert: yes");
                one.type("see you");
                assertThat(other.awaitLine(line -> line.startsWith("anna: see")))
                        .isEqualTo("anna: see you");
                one.end();
                other.end();
            }
        }
    }

    @Test
    void it_has_fifteen_lines() throws Exception {
        String program = Files.readString(Path.of("src/main/java/io/pipes/examples/chat/Chat.java"));

        assertThat(program.substring(program.indexOf("public final class")).lines())
                .hasSizeLessThanOrEqualTo(15);
    }

    private static void meet(Path annas, Path berts) {
        try (Pipes anna = Pipes.connect(Endpoint.ofHome(annas));
                Pipes bert = Pipes.connect(Endpoint.ofHome(berts))) {
            Network garden = anna.networks()
                    .create("garden", "anna")
                    .toCompletableFuture()
                    .join();
            garden.pipelines()
                    .create("chat", PipelineKind.LIVE)
                    .toCompletableFuture()
                    .join();
            String ticket = garden.invite().toCompletableFuture().join().ticket();
            bert.networks().join(ticket, "bert").toCompletableFuture().join();
        }
    }
}
