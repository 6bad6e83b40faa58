// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Anna and bert publish while carla is stopped; carla gets it when she is back, dora when she joins. */
@Timeout(180)
class KeptHistoryTest {
    private static final String NETWORK = "home";
    private static final String NOTES = "notes";
    private static final int EACH = 500;

    @Test
    void who_was_away_and_who_joins_later_has_everything_in_order_and_once() throws Exception {
        try (RunningNode anna = RunningNode.plain("kept-anna");
                RunningNode bert = RunningNode.plain("kept-bert");
                RunningNode carla = RunningNode.plain("kept-carla")) {
            anna.found(NETWORK, anna.newIdentity("anna"));
            joins(bert, "bert", anna);
            joins(carla, "carla", anna);
            anna.call("pipeline.create", "name", NOTES, "kind", "persistent");
            for (RunningNode node : List.of(anna, bert, carla)) {
                node.await("it can publish", () -> canPublish(node));
            }
            assertThat(write(carla, "carla").get(0).get("receipt").asText()).isEqualTo("stored");
            carla.process().kill();

            write(anna, "anna");
            write(bert, "bert");
            anna.process().kill();
            first_form(anna.process().home());
            anna.startAgain();
            carla.startAgain();

            has_everything(anna);
            says_that_its_store_was_brought_up_to_date(anna);
            has_everything(bert);
            has_everything(carla);
            try (RunningNode dora = RunningNode.plain("kept-dora")) {
                joins(dora, "dora", anna);
                has_everything(dora);
            }
            for (RunningNode node : List.of(anna, bert, carla)) {
                assertThat(node.process().log()).doesNotContain(" ERROR ");
            }
        }
    }

    /** As programs have left stores that knew no second form of them. */
    private static void first_form(Path home) throws Exception {
        try (Stream<Path> files = Files.walk(home.resolve("db"))) {
            Path form =
                    files.filter(file -> file.endsWith("log.form")).findFirst().orElseThrow();
            Files.delete(form);
        }
    }

    private static void says_that_its_store_was_brought_up_to_date(RunningNode node) throws Exception {
        assertThat(node.call("status").get("news").toString()).contains("brought up to date");
        assertThat(new PipesProgram(node.process().home()).run("doctor").out()).contains("brought up to date");
    }

    private static void joins(RunningNode node, String name, RunningNode inviter) throws Exception {
        node.join(inviter.ticket(NETWORK), node.newIdentity(name));
    }

    private static boolean canPublish(RunningNode node) throws Exception {
        return node.call("pipeline.list").findValuesAsText("epoch").stream().anyMatch(epoch -> !epoch.equals("null"));
    }

    /** Returns when each of them is durable there. */
    private static List<JsonNode> write(RunningNode node, String name) throws Exception {
        List<CompletableFuture<JsonNode>> sent = new ArrayList<>();
        for (String text : texts(name)) {
            sent.add(node.api().callLater("pipeline.publish", "name", NOTES, "text", text));
        }
        List<JsonNode> receipts = new ArrayList<>();
        for (CompletableFuture<JsonNode> one : sent) {
            receipts.add(one.get());
        }
        return receipts;
    }

    private static List<String> texts(String name) {
        return IntStream.range(0, EACH).mapToObj(i -> name + " " + i).toList();
    }

    private static void has_everything(RunningNode node) throws Exception {
        node.await("it knows the pipeline", () -> canPublish(node));
        List<String> read =
                node.api().subscribe("pipeline.subscribe", "name", NOTES, "from", "start").next(3 * EACH).stream()
                        .map(message -> message.get("text").asText())
                        .toList();
        assertThat(read)
                .doesNotHaveDuplicates()
                .containsSubsequence(texts("anna"))
                .containsSubsequence(texts("bert"))
                .containsSubsequence(texts("carla"));
    }
}
