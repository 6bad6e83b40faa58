// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the framework of a node has installed, read from its cache. */
final class BundleCache {
    private BundleCache() {}

    /** One text for each bundle, with the place it was installed from. */
    static List<String> of(NodeProcess node) throws IOException {
        try (Stream<Path> all = Files.walk(node.home().resolve("run/data/cache"), 2)) {
            return all.filter(file -> file.endsWith("bundle.info"))
                    .map(BundleCache::read)
                    .toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
