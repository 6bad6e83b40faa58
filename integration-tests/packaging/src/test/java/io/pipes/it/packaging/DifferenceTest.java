// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DifferenceTest {
    private static final LocalDateTime THEN = LocalDateTime.of(2026, 1, 1, 0, 0);

    @TempDir
    Path folder;

    @Test
    void the_same_bytes_are_no_difference() throws IOException {
        assertThat(Difference.between(jar("one", THEN, "a", "b"), jar("two", THEN, "a", "b")))
                .isEmpty();
    }

    @Test
    void the_entries_that_differ_are_named() throws IOException {
        Path one = jar("one", THEN, "a=1", "b", "c");
        Path other = jar("two", THEN, "a=2", "c", "d");

        assertThat(Difference.between(one, other))
                .hasSize(3)
                .anyMatch(line -> line.startsWith("one.jar: a: 1 bytes"))
                .anyMatch(line -> line.startsWith("one.jar: b: ") && line.endsWith(" and null"))
                .anyMatch(line -> line.equals("one.jar: d: is only in the second"));
    }

    @Test
    void another_time_and_another_order_are_differences() throws IOException {
        Path one = jar("one", THEN, "a", "b");

        assertThat(Difference.between(one, jar("later", THEN.plusDays(1), "a", "b")))
                .hasSize(2)
                .allMatch(line -> line.contains("2026-01-02"));
        assertThat(Difference.between(one, jar("turned", THEN, "b", "a")))
                .containsExactly("one.jar: the entries are in another order");
    }

    /** @param entries names, with content behind an equals sign if it matters */
    private Path jar(String name, LocalDateTime time, String... entries) throws IOException {
        Path jar = folder.resolve(name + ".jar");
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (String entry : entries) {
                String[] parts = entry.split("=");
                ZipEntry header = new ZipEntry(parts[0]);
                header.setTimeLocal(time);
                zip.putNextEntry(header);
                zip.write(parts[parts.length - 1].getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
        return jar;
    }
}
