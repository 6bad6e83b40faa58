// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Looks for bytes in every file below a home. */
record HomeSearch(Path home) {
    /** The files that hold these bytes, by their paths below the home. */
    Set<String> find(byte[] bytes) throws IOException {
        if (bytes.length < 8) {
            throw new IllegalArgumentException("Such few bytes are found by chance");
        }
        Set<String> found = new TreeSet<>();
        try (Stream<Path> all = Files.walk(home)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                if (holds(Files.readAllBytes(file), bytes)) {
                    found.add(home.relativize(file).toString());
                }
            }
        }
        return found;
    }

    Set<String> find(String text) throws IOException {
        return find(text.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean holds(byte[] file, byte[] wanted) {
        // One character for each byte, so that the JDK's search can be used.
        return new String(file, StandardCharsets.ISO_8859_1).contains(new String(wanted, StandardCharsets.ISO_8859_1));
    }
}
