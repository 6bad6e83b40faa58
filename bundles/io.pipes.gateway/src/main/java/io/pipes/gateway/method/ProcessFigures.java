// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the operating system says about this process; -1 where it does not say. */
final class ProcessFigures {
    private static final Path SELF = Path.of("/proc/self");

    private ProcessFigures() {}

    static long residentBytes() {
        try (Stream<String> lines = Files.lines(SELF.resolve("status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1_024)
                    .findFirst()
                    .orElse(-1);
        } catch (IOException notLinux) {
            return -1;
        }
    }

    static long openFiles() {
        try (Stream<Path> open = Files.list(SELF.resolve("fd"))) {
            return open.count();
        } catch (IOException notLinux) {
            return -1;
        }
    }
}
