// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The distribution, where the build has left it; {@code -Dbenchmarks.distribution} says where. */
public final class Built {
    private static final String WHERE = "benchmarks.distribution";

    private Built() {}

    /** What people download. */
    public static Path packed() throws BenchmarkFailure {
        return find(true).orElseThrow(Built::missing);
    }

    /** The folder that has the same beside it unpacked. */
    public static Path unpacked() throws BenchmarkFailure {
        return find(false).orElseThrow(Built::missing);
    }

    public static boolean isThere() {
        return find(false).isPresent();
    }

    private static BenchmarkFailure missing() {
        return new BenchmarkFailure("There is no distribution in " + folder());
    }

    private static Path folder() {
        return Path.of(System.getProperty(WHERE, "karaf-distribution/target"));
    }

    private static Optional<Path> find(boolean packed) {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder(), "pipes-*")) {
            for (Path one : found) {
                if (packed ? one.toString().endsWith(".tar.gz") : Files.isDirectory(one)) {
                    return Optional.of(one.toAbsolutePath());
                }
            }
            return Optional.empty();
        } catch (IOException notBuilt) {
            return Optional.empty();
        }
    }
}
