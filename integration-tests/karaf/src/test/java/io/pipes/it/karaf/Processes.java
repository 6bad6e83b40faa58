// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Processes of this machine. */
final class Processes {
    /** What a Karaf writes to, and the home of a node without one. */
    private static final List<String> FOLDERS = List.of("-Dkaraf.base=", "-Dpipes.home=");

    private Processes() {}

    /** Those whose command line has a Karaf or a plain node live in this folder or one below it. */
    static List<ProcessHandle> ofNodesBelow(Path folder) {
        return ProcessHandle.allProcesses()
                .filter(process -> livesBelow(folder, commandLine(process)))
                .toList();
    }

    private static boolean livesBelow(Path folder, String commandLine) {
        return FOLDERS.stream().anyMatch(property -> commandLine.contains(property + folder));
    }

    /** The folder that a node's Karaf writes to, or the home of a plain node. */
    static Path baseOf(ProcessHandle node) {
        List<String> arguments = List.of(commandLine(node).split("\0"));
        return FOLDERS.stream()
                .flatMap(property -> arguments.stream()
                        .filter(argument -> argument.startsWith(property))
                        .map(argument -> Path.of(argument.substring(property.length()))))
                .findFirst()
                .orElseThrow();
    }

    /** Java's own look at command lines ends at 4 KiB on Linux. */
    private static String commandLine(ProcessHandle process) {
        try {
            return new String(
                    Files.readAllBytes(Path.of("/proc", Long.toString(process.pid()), "cmdline")),
                    StandardCharsets.UTF_8);
        } catch (IOException notLinuxOrGone) {
            return process.info().commandLine().orElse("");
        }
    }
}
