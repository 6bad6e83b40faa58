// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.client.fake.FakeNode;
import io.pipes.client.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The content of a message in a file. */
class ContentFilesTest {
    private static final JsonObject NOTHING = JsonObject.empty();
    private static final JsonObject BEGUN = NOTHING.with("content", "s1");
    private static final String MESSAGE = "0123abc.0";
    private static final int STEP = 16 << 20;
    private static final int PIECE = 1 << 20;

    @TempDir
    Path folder;

    private byte[] content = random(2 * PIECE + 5);
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private int at;
    private int breaksAt = Integer.MAX_VALUE;

    private final FakeNode node = new FakeNode()
            .answer("content.publish", params -> BEGUN)
            .answer("content.write", this::written)
            .answer("content.open", this::opened)
            .answer("content.read", params -> read());

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private JsonObject written(JsonObject params) {
        if (params.text("base64").isEmpty()) {
            return NOTHING.with("message", MESSAGE).with("packet", "0123abc").with("receipt", "stored");
        }
        written.writeBytes(Base64.getDecoder().decode(params.text("base64", "")));
        return NOTHING.with("takenBytes", written.size());
    }

    private JsonObject opened(JsonObject params) {
        at = params.number("fromBytes").orElse(0L).intValue();
        return BEGUN.with("message", MESSAGE).with("contentType", "image/png").with("sizeBytes", content.length);
    }

    private JsonObject read() {
        if (at >= breaksAt) {
            throw new FakeNode.Refusal("unreachable", "Nobody has it.", true);
        }
        if (at == content.length) {
            return NOTHING.with("base64", null);
        }
        byte[] piece = Arrays.copyOfRange(content, at, Math.min(content.length, at + PIECE));
        at += piece.length;
        return NOTHING.with("base64", Base64.getEncoder().encodeToString(piece));
    }

    @AfterEach
    void close() {
        node.close();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.toList();
        }
    }

    private Run get(String file, String... more) {
        List<String> arguments = new ArrayList<>(List.of("pipeline", "get", "notes", MESSAGE, file));
        arguments.addAll(List.of(more));
        return Run.of(node, arguments.toArray(String[]::new));
    }

    @Test
    void a_file_is_published_as_one_message_piece_by_piece() throws IOException {
        Path file = Files.write(folder.resolve("picture.png"), content);

        Run run =
                Run.of(node, "pipeline", "publish", "notes", "--file", file.toString(), "--content-type", "image/png");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("stored", MESSAGE, "2.0 MiB");
        assertThat(written.toByteArray()).isEqualTo(content);
        assertThat(node.calls("content.publish"))
                .containsExactly(NOTHING.with("name", "notes").with("contentType", "image/png"));
        assertThat(node.calls("content.write"))
                .allSatisfy(call -> assertThat(call.text("base64", "")).hasSizeLessThanOrEqualTo(4 * 90_000));
    }

    @Test
    void standard_input_is_one_message_with_all_its_lines() {
        Run run = Run.withInput(node, "one\ntwo\n", "pipeline", "publish", "notes", "--file", "-", "--json");

        assertThat(run.out()).contains("\"sizeBytes\":8");
        assertThat(written.toString(StandardCharsets.UTF_8)).isEqualTo("one\ntwo\n");
    }

    @Test
    void a_file_that_is_not_there_begins_nothing() {
        Run run = Run.of(
                node,
                "pipeline",
                "publish",
                "notes",
                "--file",
                folder.resolve("none").toString());

        assertThat(run.code()).isNotZero();
        assertThat(run.err()).contains("There is no file");
        assertThat(node.calls("content.publish")).isEmpty();
    }

    @Test
    void a_content_gets_its_name_when_it_is_whole() throws IOException {
        Path file = folder.resolve("picture.png");

        Run run = get(file.toString());

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("Wrote 2.0 MiB");
        assertThat(files()).containsExactly(file);
        assertThat(file).hasBinaryContent(content);
    }

    @Test
    void what_was_interrupted_goes_on_with_what_is_on_the_disk_for_certain() throws IOException {
        Path file = folder.resolve("picture.png");
        content = random(2 * STEP + 5);
        breaksAt = 2 * STEP;

        Run broken = get(file.toString());
        assertThat(broken.code()).isEqualTo(ExitCode.NOT_NOW);
        assertThat(file).doesNotExist();
        assertThat(files()).hasSize(1);
        breaksAt = Integer.MAX_VALUE;
        Run run = get(file.toString());

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(node.calls("content.open").get(1).number("fromBytes")).contains((long) STEP);
        assertThat(files()).containsExactly(file);
        assertThat(file).hasBinaryContent(content);
    }

    @Test
    void what_failed_before_the_first_byte_leaves_nothing() throws IOException {
        breaksAt = 0;

        assertThat(get(folder.resolve("picture.png").toString()).code()).isEqualTo(ExitCode.NOT_NOW);

        assertThat(files()).isEmpty();
    }

    @Test
    void what_exists_is_replaced_only_when_told_so() throws IOException {
        Path file = Files.writeString(folder.resolve("picture.png"), "before");

        Run refused = get(file.toString());
        assertThat(refused.code()).isNotZero();
        assertThat(refused.err()).contains("--force");
        assertThat(file).hasContent("before");
        assertThat(node.calls("content.open")).isEmpty();

        assertThat(get(file.toString(), "--force").code()).isZero();
        assertThat(file).hasBinaryContent(content);
    }
}
