// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.runtime.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.base.Bytes;
import io.pipes.base.Disk.DiskFile;
import io.pipes.base.DiskFullException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileDiskTest {
    @TempDir
    Path folder;

    private Path root;
    private FileDisk disk;

    @BeforeEach
    void begin() {
        root = folder.resolve("home").resolve("keys");
        disk = new FileDisk(root);
    }

    @Test
    void what_was_appended_is_there_when_the_file_is_opened_again() throws Exception {
        try (DiskFile file = disk.open("log/one")) {
            assertThat(file.append(buffer("hello "))).isZero();
            assertThat(file.append(buffer("world"))).isEqualTo(6);
            file.force();
        }

        try (DiskFile file = disk.open("log/one")) {
            ByteBuffer read = ByteBuffer.allocate(5);
            file.readFully(6, read);
            assertThat(read.array()).asString(UTF_8).isEqualTo("world");
            assertThat(file.size()).isEqualTo(11);
            assertThat(file.path()).isEqualTo("log/one");
        }
    }

    @Test
    void folders_and_files_are_their_owners_alone() throws Exception {
        disk.replace("a/b/secret", Bytes.utf8("x"));

        assertThat(mode(root)).isEqualTo("rwx------");
        assertThat(mode(root.getParent())).isEqualTo("rwx------");
        assertThat(mode(root.resolve("a/b"))).isEqualTo("rwx------");
        assertThat(mode(root.resolve("a/b/secret"))).isEqualTo("rw-------");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/etc/passwd",
                "..",
                "../x",
                "a/../../x",
                "a//b",
                "a/",
                "A",
                "a\\b",
                "a\u0000b",
                "a b",
                ".hidden",
                "a.",
                "a..b",
                "é",
                "a/b/c/d/e/f/g/h/i"
            })
    void a_path_that_breaks_the_rules_is_the_callers_mistake_and_touches_nothing(String path) {
        assertThatThrownBy(() -> disk.open(path)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> disk.exists(path)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> disk.delete(path)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> disk.rename("fine", path)).isInstanceOf(IllegalArgumentException.class);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void a_path_is_open_once_at_a_time() throws Exception {
        try (DiskFile file = disk.open("one")) {
            assertThatThrownBy(() -> disk.open("one")).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> disk.rename("one", "two")).isInstanceOf(IOException.class);
            file.close();
            file.close();
        }
        disk.open("one").close();
    }

    @Test
    void reading_stops_at_the_end_and_says_so() throws Exception {
        try (DiskFile file = disk.open("short")) {
            file.append(buffer("abc"));
            ByteBuffer target = ByteBuffer.allocate(10);

            assertThat(file.read(1, target)).isEqualTo(2);
            assertThat(target.position()).isEqualTo(2);
            assertThat(target.limit()).isEqualTo(10);
            assertThat(file.read(3, target)).isEqualTo(-1);
            assertThat(file.read(Long.MAX_VALUE, target)).isEqualTo(-1);
            assertThat(file.read(0, ByteBuffer.allocate(0))).isZero();
            assertThatThrownBy(() -> file.readFully(0, ByteBuffer.allocate(4))).isInstanceOf(EOFException.class);
            assertThatThrownBy(() -> file.read(-1, target)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void preallocated_room_is_really_taken_but_does_not_show_and_is_given_back() throws Exception {
        Path real = root.resolve("segment");
        try (DiskFile file = disk.open("segment")) {
            file.append(buffer("abc"));
            file.preallocate(3_000_000);

            assertThat(file.size()).isEqualTo(3);
            assertThat(file.read(3, ByteBuffer.allocate(1))).isEqualTo(-1);
            assertThat(real).hasSize(3_000_000);
            file.append(buffer("def"));
            assertThat(real).hasSize(3_000_000);
        }
        assertThat(real).hasContent("abcdef").hasSize(6);
    }

    @Test
    void truncating_cuts_off_and_gives_back_and_never_makes_longer() throws Exception {
        try (DiskFile file = disk.open("segment")) {
            file.append(buffer("abcdef"));
            file.preallocate(100_000);
            file.truncate(50);
            assertThat(file.size()).isEqualTo(6);
            assertThat(root.resolve("segment")).hasSize(6);

            file.truncate(2);
            file.append(buffer("X"));
            assertThat(file.size()).isEqualTo(3);
            assertThatThrownBy(() -> file.truncate(-1)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(root.resolve("segment")).hasContent("abX");
    }

    @Test
    void replacing_leaves_one_file_with_the_new_contents() throws Exception {
        disk.replace("state", Bytes.utf8("a longer old one"));
        Files.writeString(root.resolve("state.new"), "left behind by a crash, and longer than anything");

        disk.replace("state", Bytes.utf8("new"));

        assertThat(disk.read("state", 100)).isEqualTo(Bytes.utf8("new"));
        assertThat(disk.list("")).containsExactly("state");
    }

    @Test
    void renaming_moves_between_folders_and_replaces() throws Exception {
        disk.replace("a/one", Bytes.utf8("1"));
        disk.replace("b/two", Bytes.utf8("2"));

        disk.rename("a/one", "b/two");
        disk.rename("b/two", "c/d/three");

        assertThat(disk.list("a")).isEmpty();
        assertThat(disk.list("b")).isEmpty();
        assertThat(disk.read("c/d/three", 10)).isEqualTo(Bytes.utf8("1"));
        assertThatThrownBy(() -> disk.rename("a/one", "b/two")).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void lists_name_files_only_and_in_order_and_not_what_others_left_there() throws Exception {
        for (String name : new String[] {"b", "a", "c/d"}) {
            disk.replace(name, Bytes.EMPTY);
        }
        Files.createFile(root.resolve("lost+found"));
        Files.createFile(root.resolve(".DS_Store"));

        assertThat(disk.list("")).containsExactly("a", "b");
        assertThat(disk.list("c")).containsExactly("d");
        assertThat(disk.list("no-such-folder")).isEmpty();
        assertThat(disk.exists("c")).isFalse();
    }

    @Test
    void deleting_takes_files_and_leaves_folders() throws Exception {
        disk.replace("c/d", Bytes.EMPTY);

        disk.delete("c/d");
        disk.delete("c/d");
        disk.delete("c");

        assertThat(disk.exists("c/d")).isFalse();
        assertThat(root.resolve("c")).isDirectory();
    }

    @Test
    void a_file_larger_than_its_cap_is_not_read() throws Exception {
        disk.replace("large", Bytes.wrap(new byte[101]));

        assertThatThrownBy(() -> disk.read("large", 100)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> disk.read("none", 100)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void a_full_disk_is_told_from_other_trouble() throws Exception {
        Files.createDirectories(root);
        // A device on which there is never any room.
        Files.createSymbolicLink(root.resolve("full"), Path.of("/dev/full"));

        try (DiskFile file = disk.open("full")) {
            assertThatThrownBy(() -> file.append(ByteBuffer.allocate(100)))
                    .isInstanceOf(DiskFullException.class)
                    .hasMessageContaining("full");
            assertThat(file.size()).isZero();
            assertThatThrownBy(() -> file.preallocate(100)).isInstanceOf(DiskFullException.class);
        }
    }

    @Test
    void a_file_where_a_folder_should_be_is_trouble_and_not_an_absent_file() throws Exception {
        Files.createDirectories(root.getParent());
        Files.createFile(root);

        assertThatThrownBy(() -> disk.open("x"))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> disk.exists("x"))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> disk.list("")).isInstanceOf(IOException.class);

        Files.delete(root);
        disk.open("x").close();
    }

    @Test
    void room_is_known_before_the_folder_exists() throws Exception {
        assertThat(disk.usableBytes()).isPositive();
        assertThat(folder).isEmptyDirectory();
    }

    private static ByteBuffer buffer(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
