// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Where runs leave what they need for a while. */
public final class Folders {
    private Folders() {}

    /** An empty folder for this run's logs and homes; what the last run left in it goes. */
    public static Path fresh(String area) throws IOException {
        Path folder = Path.of(System.getProperty("benchmarks.target", "target")).resolve(area);
        delete(folder);
        return Files.createDirectories(folder).toAbsolutePath();
    }

    public static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> inside;
        try (Stream<Path> paths = Files.walk(folder)) {
            inside = paths.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : inside) {
            Files.delete(path);
        }
    }
}
