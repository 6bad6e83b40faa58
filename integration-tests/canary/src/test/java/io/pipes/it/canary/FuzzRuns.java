// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.canary;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;

/** What the fuzzing of one test class has left behind. Its inputs are tried there first, so in a whole build nobody else tries them. */
record FuzzRuns(String simpleName) {
    private static final Path ALL =
            Path.of(System.getProperty("pipes.root", "../..")).resolve("integration-tests/fuzzing/target/fuzzing");

    static FuzzRuns of(String testClass) {
        return new FuzzRuns(testClass.substring(testClass.lastIndexOf('.') + 1));
    }

    /** Whether one of its targets said since then how often it ran. */
    boolean endedSince(Instant begin) {
        if (!Files.isDirectory(ALL)) {
            return false;
        }
        try (Stream<Path> runs = Files.list(ALL)) {
            return runs.filter(run -> run.getFileName().toString().startsWith(simpleName + "."))
                    .map(run -> run.resolve("output.txt"))
                    .filter(Files::isRegularFile)
                    .anyMatch(output -> saysHowOften(output) && !written(output).isBefore(begin));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean saysHowOften(Path output) {
        try {
            return Files.readString(output).contains(" runs in ");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Instant written(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
