// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.examples;

import java.nio.file.Path;

/** The sources that this build is of, and the distribution that it unpacked. */
final class Checkout {
    private static final Path ROOT =
            Path.of(System.getProperty("pipes.root", "../..")).toAbsolutePath().normalize();
    private static final String VERSION = System.getProperty("pipes.version", "0.1.0-SNAPSHOT");

    private Checkout() {}

    static Path file(String path) {
        return ROOT.resolve(path);
    }

    /** Where {@code pipes} is. */
    static Path programs() {
        return file("karaf-distribution/target/pipes-" + VERSION + "/bin");
    }
}
