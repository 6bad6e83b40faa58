// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The packed distribution, unpacked once for all tests of a process. */
final class Distribution {
    private static final Path ROOT = unpack();

    private Distribution() {}

    static Path root() {
        return ROOT;
    }

    private static Path unpack() {
        String name = System.getProperty("pipes.distribution.name", "pipes-0.1.0-SNAPSHOT");
        Path packed =
                Path.of("../../karaf-distribution/target/" + name + ".tar.gz").toAbsolutePath();
        Path target = Workspace.folder("distribution");
        try {
            Folders.delete(target);
            Files.createDirectories(target);
            Process tar = new ProcessBuilder("tar", "-xzf", packed.toString(), "-C", target.toString())
                    .inheritIO()
                    .start();
            if (tar.waitFor() != 0) {
                throw new IOException("cannot unpack " + packed + "; build it with: ./mvnw package");
            }
            return target.resolve(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
