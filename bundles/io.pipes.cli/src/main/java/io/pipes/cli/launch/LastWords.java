// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.launch;

import io.pipes.cli.log.LogLine;
import java.util.List;
import java.util.stream.Stream;

/** What a program that failed has written, without what Java says about itself in good days as well. */
final class LastWords {
    private static final List<String> JAVA_SAYS =
            List.of("Picked up ", "NOTE: Picked up ", "WARNING", "OpenJDK 64-Bit Server VM warning", "[warning]");

    private LastWords() {}

    /** The first line that means something, or nothing. */
    static String first(Stream<String> lines) {
        return meant(lines).findFirst().orElse("");
    }

    /** The last line that means something, or nothing. */
    static String last(Stream<String> lines) {
        return meant(lines).reduce("", (before, next) -> next);
    }

    /** The last error in lines of a node's log, which are {@code time level logger message}, or nothing. */
    static String lastError(Stream<String> log) {
        return log.flatMap(line -> new LogLine(line).text().lines().limit(1))
                .map(line -> line.split(" +", 4))
                .filter(parts -> parts.length == 4 && parts[1].equals("ERROR"))
                .reduce("", (before, next) -> next[3].strip(), (before, next) -> next);
    }

    private static Stream<String> meant(Stream<String> lines) {
        return lines.map(String::strip)
                .filter(line -> !line.isEmpty() && JAVA_SAYS.stream().noneMatch(line::startsWith));
    }
}
