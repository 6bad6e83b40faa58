// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A Java that a node can run on.
 *
 * @param feature 17, 25, ...
 * @param home what JAVA_HOME points at
 */
record Java(int feature, Path home) {
    /** The one that runs the tests. */
    static Java current() {
        return new Java(Runtime.version().feature(), Path.of(System.getProperty("java.home")));
    }

    /** Java 17 and Java 25; one that cannot be found is left out aloud, or is an error under continuous integration. */
    static List<Java> supported() {
        return Stream.of(17, 25).flatMap(feature -> find(feature).stream()).toList();
    }

    /** The one with this number, or no test without it. */
    static Java require(int feature) {
        Optional<Java> found = find(feature);
        Assumptions.assumeTrue(found.isPresent(), "there is no Java " + feature + " on this machine");
        return found.orElseThrow();
    }

    private static Optional<Java> find(int feature) {
        Optional<Java> found = candidates(feature)
                .filter(home -> Files.isExecutable(home.resolve("bin/java")) && feature(home) == feature)
                .findFirst()
                .map(home -> new Java(feature, home));
        if (found.isEmpty()) {
            String message = "Java " + feature + " is not on this machine: set JAVA" + feature + "_HOME to test on it";
            if (Boolean.parseBoolean(System.getenv("CI")) && System.getenv("PIPES_WITHOUT_JAVA" + feature) == null) {
                throw new IllegalStateException(message);
            }
            System.out.println("SKIPPED: " + message);
        }
        return found;
    }

    private static Stream<Path> candidates(int feature) {
        Stream<Path> named =
                Stream.ofNullable(System.getenv("JAVA" + feature + "_HOME")).map(Path::of);
        return Stream.concat(Stream.concat(named, Stream.of(current().home())), beside());
    }

    private static Stream<Path> beside() {
        try (Stream<Path> folders = Files.list(Path.of("/usr/lib/jvm"))) {
            return folders.filter(Files::isDirectory).sorted().toList().stream();
        } catch (IOException nowhere) {
            return Stream.empty();
        }
    }

    private static int feature(Path home) {
        try {
            return Files.readAllLines(home.resolve("release")).stream()
                    .filter(line -> line.startsWith("JAVA_VERSION="))
                    .map(line -> line.replaceAll("[^0-9.]", "").split("\\.")[0])
                    .mapToInt(Integer::parseInt)
                    .findFirst()
                    .orElse(0);
        } catch (IOException unreadable) {
            return 0;
        }
    }

    @Override
    public String toString() {
        return "Java " + feature;
    }
}
