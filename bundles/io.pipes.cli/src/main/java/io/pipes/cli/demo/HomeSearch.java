// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Looks for a text in every file of a home, as somebody who has the disk would. */
final class HomeSearch {
    private final Path home;
    private long bytes;

    HomeSearch(Path home) {
        this.home = home;
    }

    /** How many files hold it. */
    int count(String text) {
        bytes = 0;
        int found = 0;
        for (Path file : files()) {
            // ISO 8859-1 keeps each byte a character.
            String content = read(file);
            bytes += content.length();
            found += content.contains(text) ? 1 : 0;
        }
        return found;
    }

    /** How much the last search has read. */
    long bytes() {
        return bytes;
    }

    private List<Path> files() {
        try (Stream<Path> all = Files.walk(home)) {
            return all.filter(Files::isRegularFile).toList();
        } catch (IOException | UncheckedIOException vanished) {
            throw new DemoException("The home " + home + " could not be searched: " + vanished.getMessage());
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException vanished) {
            return "";
        }
    }
}
