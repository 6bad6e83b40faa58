// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * What Linux says about processes; nothing on other systems.
 *
 * @param processes usually {@code /proc}
 * @param groups where control groups are, usually {@code /sys/fs/cgroup}
 */
record Proc(Path processes, Path groups) {
    static Proc ofThisMachine() {
        return new Proc(Path.of("/proc"), Path.of("/sys/fs/cgroup"));
    }

    /** Processes that were given this argument, as far as this user may see. */
    List<Long> withArgument(String argument) {
        try (Stream<Path> all = Files.list(processes)) {
            return all.map(process -> process.getFileName().toString())
                    .filter(name -> name.matches("[0-9]{1,18}"))
                    .map(Long::parseLong)
                    .filter(pid -> arguments(pid).contains(argument))
                    .toList();
        } catch (IOException notLinux) {
            return List.of();
        }
    }

    List<String> arguments(long pid) {
        return List.of(text(process(pid).resolve("cmdline")).split("\0"));
    }

    /** How many files it may have open. */
    OptionalLong openFileLimit(long pid) {
        return text(process(pid).resolve("limits"))
                .lines()
                .filter(line -> line.startsWith("Max open files"))
                .map(line -> line.split("\\s+")[3])
                .filter(soft -> soft.matches("[0-9]{1,18}"))
                .mapToLong(Long::parseLong)
                .findFirst();
    }

    boolean hasLoaded(long pid, String library) {
        return text(process(pid).resolve("maps")).contains(library);
    }

    /** The least that its control groups and the machine leave it; in bytes. */
    OptionalLong memoryLimit(long pid) {
        Stream<Path> limits = text(process(pid).resolve("cgroup")).lines().flatMap(this::limitFiles);
        Stream<Long> bytes = limits.map(Proc::text)
                .map(String::strip)
                .filter(limit -> limit.matches("[0-9]{1,18}"))
                .map(Long::parseLong);
        return Stream.concat(bytes, machineMemory().stream())
                .mapToLong(Long::longValue)
                .min();
    }

    /** @param line number, controllers and path with colons between them */
    private Stream<Path> limitFiles(String line) {
        String[] parts = line.split(":", 3);
        if (parts.length < 3 || parts[2].contains("..")) {
            return Stream.empty();
        }
        String group = parts[2].substring(1);
        if (parts[1].isEmpty()) {
            return Stream.of(groups.resolve(group).resolve("memory.max"), groups.resolve("memory.max"));
        }
        return parts[1].equals("memory")
                ? Stream.of(
                        groups.resolve("memory").resolve(group).resolve("memory.limit_in_bytes"),
                        groups.resolve("memory/memory.limit_in_bytes"))
                : Stream.empty();
    }

    private Optional<Long> machineMemory() {
        return text(processes.resolve("meminfo"))
                .lines()
                .filter(line -> line.startsWith("MemTotal:"))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst();
    }

    private Path process(long pid) {
        return processes.resolve(Long.toString(pid));
    }

    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException notThere) {
            return "";
        }
    }
}
