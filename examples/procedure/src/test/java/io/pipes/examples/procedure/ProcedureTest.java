// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.examples.procedure;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.Endpoint;
import io.pipes.api.Pipes;
import io.pipes.api.network.Network;
import io.pipes.embedded.served.Program;
import io.pipes.embedded.served.ServedNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes: a program at one offers what a program at the other calls. */
class ProcedureTest {
    @TempDir
    Path folder;

    @Test
    void a_program_of_one_node_answers_a_program_of_another() throws Exception {
        Path annas = folder.resolve("anna");
        Path berts = folder.resolve("bert");
        try (ServedNode anna = ServedNode.start(annas);
                ServedNode bert = ServedNode.start(berts)) {
            meet(annas, berts);
            assertThat(ask(berts, "Berlin")).contains("No answer: ").contains("geo");

            try (Program geo = Program.start(Geo.class, annas)) {
                geo.awaitLine(line -> line.startsWith("Offering geo"));
                assertThat(ask(berts, "Berlin")).isEqualTo("anna: Berlin is at 52.52, 13.41");
                assertThat(ask(berts, "Atlantis")).isEqualTo("No answer: Nobody here knows where Atlantis is.");
                assertThat(geo.end()).contains("bert asks where Berlin is");
            }
        }
    }

    private static String ask(Path home, String town) throws Exception {
        try (Program where = Program.start(Where.class, home, town)) {
            return String.join("\n", where.end());
        }
    }

    private static void meet(Path annas, Path berts) {
        try (Pipes anna = Pipes.connect(Endpoint.ofHome(annas));
                Pipes bert = Pipes.connect(Endpoint.ofHome(berts))) {
            Network garden = anna.networks()
                    .create("garden", "anna")
                    .toCompletableFuture()
                    .join();
            String ticket = garden.invite().toCompletableFuture().join().ticket();
            bert.networks().join(ticket, "bert").toCompletableFuture().join();
        }
    }
}
