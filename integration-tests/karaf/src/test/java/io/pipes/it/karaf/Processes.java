// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Processes of this machine. */
final class Processes {
    private static final String BASE = "-Dkaraf.base=";

    private Processes() {}

    /** Those whose command line has a Karaf, which every node lives in, write to this folder or one below it. */
    static List<ProcessHandle> ofNodesBelow(Path folder) {
        return ProcessHandle.allProcesses()
                .filter(process -> commandLine(process).contains(BASE + folder))
                .toList();
    }

    /** The folder that a node's Karaf writes to. */
    static Path baseOf(ProcessHandle node) {
        return Arrays.stream(commandLine(node).split("\0"))
                .filter(argument -> argument.startsWith(BASE))
                .map(argument -> Path.of(argument.substring(BASE.length())))
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
