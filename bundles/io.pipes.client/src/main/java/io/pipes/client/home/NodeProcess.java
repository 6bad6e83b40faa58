// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.home;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The process of the node in a home: one that {@code pipes} started, recognised by its command line, or a container that said in the home
 * that it carries the node, recognised by the time it began. Ids of processes are used again.
 */
public final class NodeProcess {
    private static final String HOME = "-Dpipes.home=";
    private static final String CONSOLE = "-Dpipes.console=";

    private final ProcessHandle handle;
    private final Optional<String> console;
    private final boolean container;

    private NodeProcess(ProcessHandle handle, Optional<String> console, boolean container) {
        this.handle = handle;
        this.console = console;
        this.container = container;
    }

    public static Optional<NodeProcess> of(Home home) {
        return started(home).or(() -> container(home));
    }

    private static Optional<NodeProcess> started(Home home) {
        return home.pid()
                .flatMap(ProcessHandle::of)
                .filter(ProcessHandle::isAlive)
                .flatMap(handle -> {
                    List<String> arguments = arguments(handle);
                    return arguments.contains(HOME + home.path())
                            ? Optional.of(new NodeProcess(handle, console(arguments), false))
                            : Optional.empty();
                });
    }

    private static Optional<NodeProcess> container(Home home) {
        return Container.of(home)
                .flatMap(said ->
                        said.process().map(handle -> new NodeProcess(handle, Optional.of(said.console()), true)));
    }

    private static Optional<String> console(List<String> arguments) {
        return arguments.stream()
                .filter(argument -> argument.startsWith(CONSOLE))
                .map(argument -> argument.substring(CONSOLE.length()))
                .findFirst();
    }

    /** Where its API listens. */
    public Optional<String> console() {
        return console;
    }

    /** Whether it is a container that {@code pipes} did not start, and must not end. */
    public boolean isContainer() {
        return container;
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
