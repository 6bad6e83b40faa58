// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogFollowerTest {
    private static final int KEPT = 5;

    @TempDir
    Path folder;

    private final List<String> heard = new ArrayList<>();

    @Test
    void the_last_lines_come_first_from_the_file_before_as_well() throws IOException {
        write("one\ntwo\nthree\n");
        rotate();
        write("four\nfive\n");

        try (LogFollower follower = LogFollower.begin(log(), 3, heard::add)) {
            assertThat(heard).containsExactly("three", "four", "five");

            write("six\n");
            follower.more(heard::add);
            assertThat(heard).endsWith("five", "six").hasSize(4);
        }
    }

    @Test
    void a_line_comes_when_it_is_complete() throws IOException {
        write("one\n");
        try (LogFollower follower = LogFollower.begin(log(), 0, heard::add)) {
            write("ha");
            follower.more(heard::add);
            assertThat(heard).isEmpty();

            write("lf, ümlaut\n");
            follower.more(heard::add);
            assertThat(heard).containsExactly("half, ümlaut");
        }
    }

    @Test
    void what_was_written_just_before_a_rotation_is_not_lost() throws IOException {
        write("one\n");
        try (LogFollower follower = LogFollower.begin(log(), 10, heard::add)) {
            write("two\n");
            rotate();
            write("three, and longer than all that was in the file before\n");
            follower.more(heard::add);

            assertThat(heard).containsExactly("one", "two", "three, and longer than all that was in the file before");
        }
    }

    @Test
    void a_look_between_two_files_does_no_harm() throws IOException {
        write("one\n");
        try (LogFollower follower = LogFollower.begin(log(), 10, heard::add)) {
            rotate();
            follower.more(heard::add);
            write("two\n");
            follower.more(heard::add);

            assertThat(heard).containsExactly("one", "two");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void however_often_it_is_rotated_between_two_looks_every_line_comes_once_and_in_order(long seed)
            throws IOException {
        Random random = new Random(seed);
        write("");
        int written = 0;
        try (LogFollower follower = LogFollower.begin(log(), 0, heard::add)) {
            for (int look = 0; look < 200; look++) {
                for (int rotations = random.nextInt(KEPT); rotations >= 0; rotations--) {
                    for (int lines = random.nextInt(4); lines > 0; lines--) {
                        write("line " + written++ + "\n");
                    }
                    if (rotations > 0) {
                        rotate();
                        write("");
                    }
                }
                follower.more(heard::add);
            }
        }

        assertThat(heard)
                .isEqualTo(
                        IntStream.range(0, written).mapToObj(n -> "line " + n).toList());
    }

    @Test
    void after_more_rotations_than_files_are_kept_what_is_left_comes_in_order() throws IOException {
        write("old\n");
        try (LogFollower follower = LogFollower.begin(log(), 0, heard::add)) {
            for (int file = 0; file < 2 * KEPT; file++) {
                rotate();
                write("file " + file + "\n");
            }
            follower.more(heard::add);

            assertThat(heard).containsExactly("file 4", "file 5", "file 6", "file 7", "file 8", "file 9");
        }
    }

    private Path log() {
        return folder.resolve("node.log");
    }

    private void write(String text) throws IOException {
        Files.writeString(log(), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** As the log service does it: the oldest goes, every other gets the next number, a new one is begun later. */
    private void rotate() throws IOException {
        Files.deleteIfExists(folder.resolve("node.log." + KEPT));
        for (int age = KEPT - 1; age > 0; age--) {
            Path from = folder.resolve("node.log." + age);
            if (Files.exists(from)) {
                Files.move(from, folder.resolve("node.log." + (age + 1)));
            }
        }
        Files.move(log(), folder.resolve("node.log.1"));
    }
}
