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
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup in a file. */
class BackupFilesTest {
    private static final JsonObject NOTHING = JsonObject.empty();

    @TempDir
    Path folder;

    private final Iterator<String> pieces = List.of("one", "two").iterator();

    private final FakeNode node = new FakeNode()
            .answer("backup.create", params -> NOTHING.with("backup", "s1"))
            .answer(
                    "backup.read",
                    params -> pieces.hasNext() ? NOTHING.with("base64", base64(pieces.next())) : NOTHING);

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(US_ASCII));
    }

    @AfterEach
    void close() {
        node.close();
    }

    private String passphrase() throws IOException {
        return secretFile("passphrase", "secret\r\n").toString();
    }

    private Path secretFile(String name, String content) throws IOException {
        Path file = Files.writeString(folder.resolve(name), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void a_backup_is_whole_or_not_there_and_only_its_owner_can_read_it() throws IOException {
        Path file = folder.resolve("node.backup");

        Run run = Run.of(node, "backup", file.toString(), "--passphrase-file", passphrase());

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("Backed up into", "6 bytes").doesNotContain("secret");
        assertThat(files()).containsExactly("node.backup", "passphrase");
        assertThat(file).hasContent("onetwo");
        assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
        assertThat(node.calls("backup.create").get(0).text("passphrase")).contains(base64("secret"));
    }

    @Test
    void what_exists_is_not_replaced_and_of_what_fails_nothing_is_left() throws IOException {
        Path file = Files.writeString(folder.resolve("node.backup"), "before");
        String passphrase = passphrase();

        assertThat(Run.of(node, "backup", file.toString(), "--passphrase-file", passphrase)
                        .err())
                .contains("exists");
        node.refuse("backup.read", "storage", "The nodes write faster than the backup is read.", true);
        String other = folder.resolve("other").toString();
        assertThat(Run.of(node, "backup", other, "--passphrase-file", passphrase)
                        .code())
                .isNotZero();

        assertThat(file).hasContent("before");
        assertThat(files()).containsExactly("node.backup", "passphrase");
    }

    @Test
    void without_a_passphrase_there_is_no_backup_and_no_restore() throws IOException {
        Path empty = secretFile("empty", "\n");
        Path open = Files.setPosixFilePermissions(
                secretFile("open", "secret"), PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(Run.of(node, "backup", folder.resolve("a").toString()).err()).contains("--passphrase-file FILE");
        assertThat(Run.of(node, "restore", folder.resolve("a").toString()).err())
                .contains("--passphrase-file FILE");
        assertThat(Run.of(node, "backup", folder.resolve("a").toString(), "--passphrase-file", empty.toString())
                        .err())
                .contains("1 to 1,022 bytes");
        assertThat(Run.of(node, "backup", folder.resolve("a").toString(), "--passphrase-file", open.toString())
                        .err())
                .contains("open to everybody");
        assertThat(files()).containsExactly("empty", "open");
    }

    @Test
    void a_home_that_holds_anything_is_not_restored_into() throws IOException {
        Path home = Files.createDirectory(folder.resolve("home"));
        Files.writeString(home.resolve("something"), "of somebody");
        String passphrase = passphrase();

        Run run = Run.of(node, "--home", home.toString(), "restore", passphrase, "--passphrase-file", passphrase);

        assertThat(run.code()).isNotZero();
        assertThat(run.err()).contains("holds something");
        assertThat(home.resolve("something")).hasContent("of somebody");
    }
}
