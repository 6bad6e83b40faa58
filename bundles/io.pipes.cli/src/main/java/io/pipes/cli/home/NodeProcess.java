// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.home;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The process of the node in a home, recognised by its command line: ids of processes are used again. */
public final class NodeProcess {
    private static final String HOME = "-Dpipes.home=";
    private static final String CONSOLE = "-Dpipes.console=";

    private final ProcessHandle handle;
    private final List<String> arguments;

    private NodeProcess(ProcessHandle handle, List<String> arguments) {
        this.handle = handle;
        this.arguments = arguments;
    }

    public static Optional<NodeProcess> of(Home home) {
        return home.pid()
                .flatMap(ProcessHandle::of)
                .filter(ProcessHandle::isAlive)
                .map(handle -> new NodeProcess(handle, arguments(handle)))
                .filter(process -> process.arguments.contains(HOME + home.path()));
    }

    /** Where its API listens. */
    public Optional<String> console() {
        return arguments.stream()
                .filter(argument -> argument.startsWith(CONSOLE))
                .map(argument -> argument.substring(CONSOLE.length()))
                .findFirst();
    }

    public ProcessHandle handle() {
        return handle;
    }

    public long pid() {
        return handle.pid();
    }

    /** Java's own look at command lines ends at 4 KiB on Linux. */
    private static List<String> arguments(ProcessHandle handle) {
        try {
            byte[] line = Files.readAllBytes(Path.of("/proc", Long.toString(handle.pid()), "cmdline"));
            return List.of(new String(line, StandardCharsets.UTF_8).split("\0"));
        } catch (IOException notLinux) {
            return handle.info().arguments().map(List::of).orElse(List.of());
        }
    }
}
