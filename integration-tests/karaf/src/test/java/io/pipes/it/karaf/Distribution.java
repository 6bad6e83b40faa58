// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The packed distribution, unpacked once for all tests. */
final class Distribution {
    private static final String NAME = System.getProperty("pipes.distribution.name", "pipes-0.1.0-SNAPSHOT");
    private static final Path PACKED =
            Path.of("../../karaf-distribution/target/" + NAME + ".tar.gz").toAbsolutePath();
    private static final Path ROOT =
            MadeOnce.get("distribution", stamp(), Distribution::unpack).resolve(NAME);

    private Distribution() {}

    static Path root() {
        return ROOT;
    }

    /** Tells this distribution from those that were built before. */
    static String stamp() {
        if (!Files.exists(PACKED)) {
            throw new IllegalStateException("there is no " + PACKED + "; build it with: ./mvnw package");
        }
        return MadeOnce.stamp(PACKED);
    }

    private static void unpack(Path target) throws IOException, InterruptedException {
        Files.createDirectories(target);
        Process tar = new ProcessBuilder("tar", "-xzf", PACKED.toString(), "-C", target.toString())
                .inheritIO()
                .start();
        if (tar.waitFor() != 0) {
            throw new IOException("cannot unpack " + PACKED + "; build it with: ./mvnw package");
        }
    }
}
