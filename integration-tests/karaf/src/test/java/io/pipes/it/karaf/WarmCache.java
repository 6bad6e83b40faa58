// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The container's cache of bundles as the first start in a home leaves it. It is the same in every home of a distribution, and making it is
 * a third of what a first start costs; so homes of tests begin with it, unless a first start is what they look at.
 */
final class WarmCache {
    private static final Path RUN = MadeOnce.get("warm-cache", Distribution.stamp(), WarmCache::make);

    private WarmCache() {}

    /** Makes the home and puts the cache into it. */
    static void giveTo(Path home) throws IOException {
        Files.createDirectories(home);
        Folders.copy(RUN, home.resolve("run"));
    }

    private static void make(Path kept) throws IOException, InterruptedException {
        NodeProcess node = NodeProcess.prepare("warm-cache", Java.current());
        node.start();
        node.stop();
        forgetSettings(node.home());
        // Homes of nodes are gone after each class of tests.
        Files.move(node.home().resolve("run"), kept);
    }

    /** Settings name files of their home. They are read again where they are missing. */
    private static void forgetSettings(Path home) throws IOException {
        Path bundles = home.resolve("run/data/cache");
        List<Path> ofThisHome;
        try (Stream<Path> files = Files.walk(bundles, 3)) {
            ofThisHome = files.filter(file -> file.endsWith("data/config")).toList();
        }
        for (Path settings : ofThisHome) {
            Folders.delete(settings);
        }
        Folders.delete(home.resolve("run/instances"));
    }
}
