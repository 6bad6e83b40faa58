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
    private Processes() {}

    /** Those whose command line sets the node's home to this folder or one below it; a node's process does. */
    static List<ProcessHandle> ofNodesBelow(Path folder) {
        String setting = "-Dpipes.home=" + folder;
        return ProcessHandle.allProcesses()
                .filter(process -> commandLine(process).contains(setting))
                .toList();
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
