// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.doctor;

import io.pipes.client.home.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Looks at what the node and Java left in the log folder. */
final class LogChecks {
    /** Six files of 10 MB, what is printed beside them, and some crash reports. */
    private static final long MOST_BYTES = 100L << 20;

    private final Home home;

    LogChecks(Home home) {
        this.home = home;
    }

    List<Check> all() {
        List<Path> files = files();
        return List.of(size(files), crashes(files));
    }

    private Check size(List<Path> files) {
        long bytes = files.stream().mapToLong(LogChecks::size).sum();
        String found = "The logs take " + (bytes >> 20) + " MiB";
        return bytes <= MOST_BYTES
                ? Check.good("logs", found + ".")
                : Check.warning(
                        "logs",
                        found + ", more than what is usual. Is log4j2.appender.file in "
                                + home.path().resolve("etc/org.ops4j.pax.logging.cfg")
                                + " as it was shipped, and what else is in "
                                + home.path().resolve("log") + "?");
    }

    private static Check crashes(List<Path> files) {
        List<String> reports = files.stream()
                .filter(file -> file.getFileName().toString().startsWith("hs_err"))
                .map(Path::toString)
                .sorted()
                .toList();
        return reports.isEmpty()
                ? Check.good("crashes", "Java has not crashed here.")
                : Check.warning(
                        "crashes",
                        "Java itself has crashed here. The reports say why, and go when you delete them: "
                                + String.join(", ", reports));
    }

    private List<Path> files() {
        try (Stream<Path> files = Files.list(home.path().resolve("log"))) {
            return files.filter(Files::isRegularFile).toList();
        } catch (IOException none) {
            return List.of();
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException justRotated) {
            return 0;
        }
    }
}
