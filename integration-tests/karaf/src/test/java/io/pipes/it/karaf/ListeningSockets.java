// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The TCP ports that a process of this Linux machine listens on, read from /proc. */
final class ListeningSockets {
    private static final String LISTEN = "0A";

    private ListeningSockets() {}

    static Set<Integer> of(long pid) throws IOException {
        Set<String> sockets = socketsOf(pid);
        return Stream.concat(lines(pid, "tcp"), lines(pid, "tcp6"))
                .map(line -> line.trim().split("\\s+"))
                .filter(fields -> fields[3].equals(LISTEN) && sockets.contains(fields[9]))
                .map(fields -> Integer.parseInt(fields[1].substring(fields[1].indexOf(':') + 1), 16))
                .collect(Collectors.toSet());
    }

    private static Stream<String> lines(long pid, String table) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/net/" + table)).stream()
                .skip(1);
    }

    /** The inodes of the sockets that the process holds open. */
    private static Set<String> socketsOf(long pid) throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return descriptors
                    .map(ListeningSockets::target)
                    .filter(target -> target.startsWith("socket:["))
                    .map(target -> target.substring("socket:[".length(), target.length() - 1))
                    .collect(Collectors.toSet());
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException gone) {
            return "";
        }
    }
}
