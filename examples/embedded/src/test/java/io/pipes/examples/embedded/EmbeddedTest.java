// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.examples.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.EmbeddedSettings;
import io.pipes.api.Pipes;
import io.pipes.api.message.Message;
import io.pipes.api.network.Network;
import io.pipes.api.pipeline.Pipeline;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.embedded.served.Program;
import io.pipes.testkit.api.Collected;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedTest {
    @TempDir
    Path folder;

    @Test
    void it_joins_publishes_what_it_reads_and_prints_what_it_hears() throws Exception {
        try (Pipes anna =
                Pipes.embedded(EmbeddedSettings.at(folder.resolve("anna")).listeningAt("tcp://127.0.0.1:0"))) {
            Network garden = anna.networks()
                    .create("garden", "anna")
                    .toCompletableFuture()
                    .join();
            Pipeline notes = garden.pipelines()
                    .create("notes", PipelineKind.PERSISTENT)
                    .toCompletableFuture()
                    .join();
            Collected<Message> heard = Collected.all(notes.messages());
            String ticket = garden.invite().toCompletableFuture().join().ticket();

            try (Program guest = Program.start(Embedded.class, folder, home(), ticket)) {
                guest.type("hello");
                Message hello = heard.await(1).get(0);
                assertThat(hello.name() + " said " + hello.text()).isEqualTo("guest said hello");

                notes.publish("welcome").toCompletableFuture().join();
                assertThat(guest.awaitLine(line -> line.startsWith("anna"))).isEqualTo("anna: welcome");
                guest.end();
            }
            try (Program guest = Program.start(Embedded.class, folder, home())) {
                guest.type("here I am again");
                assertThat(heard.await(
                                all -> all.stream().anyMatch(one -> one.text().contains("again"))))
                        .last()
                        .extracting(Message::name)
                        .isEqualTo("guest");
                guest.end();
            }
        }
    }

    @Test
    void it_has_fifteen_lines() throws Exception {
        String program = Files.readString(Path.of("src/main/java/io/pipes/examples/embedded/Embedded.java"));

        assertThat(program.substring(program.indexOf("public final class")).lines())
                .hasSizeLessThanOrEqualTo(15);
    }

    private String home() {
        return folder.resolve("guest").toString();
    }
}
