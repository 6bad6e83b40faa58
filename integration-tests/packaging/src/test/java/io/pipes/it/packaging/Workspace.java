// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A checkout with what was built in it.
 *
 * @param root its top folder
 */
record Workspace(Path root) {
    private static final Set<String> NO_SOURCES = Set.of("target", ".git", "node_modules");

    private static final String VERSION = System.getProperty("pipes.version", "0.1.0-SNAPSHOT");

    /** The one that this test is part of. */
    static Workspace ours() {
        return new Workspace(Path.of(System.getProperty("pipes.root", "../.."))
                .toAbsolutePath()
                .normalize());
    }

    /** The unpacked distribution. */
    Path distribution() {
        return root.resolve("karaf-distribution/target/pipes-" + VERSION);
    }

    /** The jars of all bundles, relative to the root. */
    List<Path> bundleJars() throws IOException {
        try (Stream<Path> bundles = Files.list(root.resolve("bundles"))) {
            return bundles.map(bundle -> bundle.resolve("target/" + bundle.getFileName() + "-" + VERSION + ".jar"))
                    .filter(Files::exists)
                    .map(root::relativize)
                    .sorted()
                    .toList();
        }
    }

    /** Every file of the distribution, relative to the root. */
    List<Path> distributionFiles() throws IOException {
        try (Stream<Path> files = Files.walk(distribution())) {
            return files.filter(Files::isRegularFile)
                    .map(root::relativize)
                    .sorted()
                    .toList();
        }
    }

    /** Copies the sources: neither what was built or fetched nor what version control keeps. */
    void copyTo(Path target) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.filter(path -> isSource(root.relativize(path))).toList()) {
                Path copy = target.resolve(root.relativize(path));
                if (Files.isDirectory(path)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(path, copy);
                }
            }
        }
    }

    private static boolean isSource(Path relative) {
        for (Path name : relative) {
            if (NO_SOURCES.contains(name.toString())) {
                return false;
            }
        }
        return true;
    }
}
