// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.client.fake.FakeNode;
import io.pipes.client.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A history in a file. */
class ArchiveFilesTest {
    private static final JsonObject NOTHING = JsonObject.empty();
    private static final JsonObject BEGUN = NOTHING.with("archive", "s1");
    private static final JsonObject REPORT = NOTHING.with("name", "notes")
            .with("operations", 2)
            .with("packets", 3)
            .with("known", 4)
            .with("refused", 1)
            .with("contents", 2)
            .with("refusal", "packets that do not continue what is here");

    @TempDir
    Path folder;

    private final Iterator<String> pieces = List.of("one", "two").iterator();

    private final FakeNode node = new FakeNode()
            .answer("archive.export", params -> BEGUN)
            .answer(
                    "archive.read",
                    params -> pieces.hasNext() ? NOTHING.with("base64", base64(pieces.next())) : NOTHING)
            .answer("archive.import", params -> BEGUN)
            .answer("archive.write", params -> REPORT);

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(US_ASCII));
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

    @Test
    void an_export_is_whole_or_not_there() throws IOException {
        Path file = folder.resolve("notes.pipes");

        Run run = Run.of(node, "pipeline", "export", "notes", file.toString());

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("Exported 'notes'", "6 bytes");
        assertThat(files()).containsExactly(file);
        assertThat(file).hasContent("onetwo");
        assertThat(node.calls("archive.export").get(0).flag("contents")).isFalse();
    }

    @Test
    void contents_are_written_when_they_are_asked_for() {
        String file = folder.resolve("notes.pipes").toString();

        Run run = Run.of(node, "pipeline", "export", "notes", file, "--contents");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(node.calls("archive.export").get(0).flag("contents")).isTrue();
    }

    @Test
    void what_exists_is_replaced_only_when_told_so() throws IOException {
        Path file = Files.writeString(folder.resolve("notes.pipes"), "before");

        Run refused = Run.of(node, "pipeline", "export", "notes", file.toString());
        assertThat(refused.code()).isNotZero();
        assertThat(refused.err()).contains("--force");
        assertThat(file).hasContent("before");

        assertThat(Run.of(node, "pipeline", "export", "notes", file.toString(), "--force")
                        .code())
                .isZero();
        assertThat(file).hasContent("onetwo");
        assertThat(files()).containsExactly(file);
    }

    @Test
    void nothing_is_left_of_an_export_that_fails() throws IOException {
        node.refuse("archive.read", "storage", "The disk is full.", true);

        Run run = Run.of(
                node,
                "pipeline",
                "export",
                "notes",
                folder.resolve("notes.pipes").toString());

        assertThat(run.code()).isNotZero();
        assertThat(files()).isEmpty();
    }

    @Test
    void an_import_gives_the_node_the_whole_file_and_says_what_became_of_it() throws IOException {
        Path file = Files.write(folder.resolve("notes.pipes"), new byte[(256 << 10) + 1]);

        Run run = Run.of(node, "pipeline", "import", file.toString());

        assertThat(run.out())
                .contains("'notes': 3 packets new, 4 known, 1 refused (packets that do not continue what is here)")
                .contains("2 large contents");
        assertThat(node.calls("archive.write")).hasSize(3);
        assertThat(node.calls("archive.write").get(2).text("base64"))
                .as("its end")
                .isEmpty();
    }

    @Test
    void a_file_that_is_not_there_is_said_so() {
        Run run = Run.of(node, "pipeline", "import", folder.resolve("none").toString());

        assertThat(run.code()).isNotZero();
        assertThat(run.err()).contains("There is no file");
    }
}
