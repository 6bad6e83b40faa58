// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A file of 64 MiB from the command line of one node to that of another one, and a history on a stick for somebody who is not linked to them. */
@Timeout(180)
class LargeFileTest {
    private static final String NETWORK = "home";
    private static final String NOTES = "notes";
    private static final int BYTES = 64 << 20;
    private static final int CHUNK_BYTES = 262_128;
    private static final String MARK = "what nobody finds in any home: 5d2c9e41";

    @Test
    void who_was_away_and_is_killed_while_it_fetches_a_file_gets_every_byte_and_no_home_holds_a_readable_one()
            throws Exception {
        Path work = Workspace.folder("large-file");
        Folders.delete(work);
        Files.createDirectories(work);
        Path file = Files.write(work.resolve("film"), content());
        try (RunningNode anna = RunningNode.start(
                        NodeProcess.plain("large-anna", Java.current()).workingHard());
                RunningNode bert = RunningNode.start(
                        NodeProcess.warm("large-bert", Java.current()).workingHard());
                RunningNode carla = RunningNode.plain("large-carla")) {
            anna.found(NETWORK, anna.newIdentity("anna"));
            anna.call("pipeline.create", "name", NOTES, "kind", "persistent");
            for (RunningNode node : List.of(bert, carla)) {
                node.join(anna.ticket(NETWORK), node.newIdentity(node == bert ? "bert" : "carla"));
            }
            for (RunningNode node : List.of(anna, bert, carla)) {
                node.await("it can publish", () -> canPublish(node));
            }
            carla.process().kill();
            bert.process().kill();

            JsonNode sent = program(anna).ask("pipeline", "publish", NOTES, "--file", file.toString());
            assertThat(sent.get("receipt").asText()).isEqualTo("stored");
            program(anna).ask("pipeline", "publish", NOTES, MARK);
            String message = sent.get("message").asText();
            long before = is_killed_in_the_middle(bert);
            bert.startAgain();
            assertThat(fetched(bert)).as("what has come stays").isGreaterThanOrEqualTo(before);
            gets_every_byte(bert, message, file);
            what_a_client_has_begun_goes_with_it(anna);

            Path stick = work.resolve("notes.pipes");
            program(anna).ask("pipeline", "export", NOTES, stick.toString());
            anna.process().kill();
            bert.process().kill();
            carla.startAgain();
            reads_it_from_the_stick(carla, stick, message);

            Needle needle = new Needle(MARK);
            assertThat(needle.countIn(file))
                    .as("the same search finds it where it is")
                    .isEqualTo(1);
            assertThat(needle.countIn(stick)).isZero();
            for (RunningNode node : List.of(anna, bert, carla)) {
                assertThat(needle.countIn(node.process().home())).isZero();
                assertThat(node.process().log()).doesNotContain(" ERROR ");
            }
        }
    }

    /** Also across the border of two chunks. */
    private static byte[] content() {
        byte[] content = new byte[BYTES];
        new Random(64).nextBytes(content);
        byte[] mark = MARK.getBytes(StandardCharsets.UTF_8);
        for (int at : new int[] {0, CHUNK_BYTES - mark.length / 2, BYTES / 2, BYTES - mark.length}) {
            System.arraycopy(mark, 0, content, at, mark.length);
        }
        return content;
    }

    private static PipesProgram program(RunningNode node) throws IOException {
        return new PipesProgram(node.process().home());
    }

    private static boolean canPublish(RunningNode node) throws Exception {
        return node.call("pipeline.list").findValuesAsText("epoch").stream().anyMatch(epoch -> !epoch.equals("null"));
    }

    /** Returns how much it had. */
    private static long is_killed_in_the_middle(RunningNode node) throws Exception {
        node.process().startWithoutWaiting();
        node.process().await("it fetches", () -> fetched(node) >= 4L * CHUNK_BYTES);
        node.process().kill();
        assertThat(files(node, ".blob")).as("it was in the middle").isEmpty();
        return fetched(node);
    }

    private static long fetched(RunningNode node) {
        return Stream.of(".part", ".blob")
                .flatMap(kind -> files(node, kind).stream())
                .mapToLong(path -> path.toFile().length())
                .sum();
    }

    private static List<Path> files(RunningNode node, String kind) {
        Path blobs = node.process().home().resolve("blobs");
        if (!Files.exists(blobs)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(blobs)) {
            return all.filter(path -> path.toString().endsWith(kind)).toList();
        } catch (IOException | UncheckedIOException changing) {
            // A file was renamed while it was looked at.
            return List.of();
        }
    }

    private static void gets_every_byte(RunningNode node, String message, Path file) throws Exception {
        Path got = file.resolveSibling("got");
        node.await(
                "it knows the message",
                () -> history(node).stream()
                        .anyMatch(row -> row.get("message").asText().equals(message)));

        JsonNode result = program(node).ask("pipeline", "get", NOTES, message, got.toString());

        assertThat(result.get("sizeBytes").asLong()).isEqualTo(BYTES);
        assertThat(Files.mismatch(file, got)).isEqualTo(-1);
        try (Stream<Path> beside = Files.list(file.getParent())) {
            assertThat(beside).containsExactlyInAnyOrder(file, got);
        }
    }

    private static List<JsonNode> history(RunningNode node) throws Exception {
        return program(node).rows("pipeline", "history", NOTES);
    }

    private static void what_a_client_has_begun_goes_with_it(RunningNode node) throws Exception {
        try (ApiClient leaving = ApiClient.connect(node.process().console(), RunningNode.token(node.process()))) {
            String content = leaving.call("content.publish", "name", NOTES)
                    .get("content")
                    .asText();
            String piece = Base64.getEncoder().encodeToString(new byte[512 << 10]);
            for (int i = 0; i < 4; i++) {
                leaving.call("content.write", "content", content, "base64", piece);
            }
            assertThat(files(node, ".part")).hasSize(1);
        }
        node.await("nothing is left of it", () -> files(node, ".part").isEmpty());
    }

    private static void reads_it_from_the_stick(RunningNode node, Path stick, String message) throws Exception {
        JsonNode report = program(node).ask("pipeline", "import", stick.toString());

        assertThat(report.get("complete").asBoolean()).isTrue();
        assertThat(report.get("packets").asLong()).isEqualTo(2);
        List<JsonNode> rows = history(node);
        assertThat(rows).hasSize(2);
        assertThat(rows.get(0).get("message").asText()).isEqualTo(message);
        assertThat(rows.get(0).get("sizeBytes").asLong()).isEqualTo(BYTES);
        assertThat(rows.get(0).get("here").asBoolean())
                .as("contents do not travel in a history")
                .isFalse();
        assertThat(rows.get(1).get("text").asText()).isEqualTo(MARK);
    }
}
