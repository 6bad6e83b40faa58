// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.doctor;

import io.pipes.client.home.Home;
import io.pipes.client.home.NodeProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Looks at the node's process from outside: whether there is one, and what the system leaves to it. */
final class ProcessChecks {
    private static final long LEAST_FILES = 1_024;

    /** What Java takes beside its heap and its buffers: code, threads, its own data. */
    private static final long BESIDE_BYTES = 96L << 20;

    private static final Pattern SIZE = Pattern.compile("([0-9]{1,9})([kKmMgG])");

    private final Home home;
    private final Proc proc;

    ProcessChecks(Home home, Proc proc) {
        this.home = home;
        this.proc = proc;
    }

    List<Check> all() {
        List<Check> checks = new ArrayList<>(List.of(processes()));
        Optional<Long> pid = NodeProcess.of(home).map(NodeProcess::pid);
        checks.add(files(pid));
        pid.ifPresent(node -> checks.add(memory(node)));
        pid.ifPresent(node -> checks.add(sockets(node)));
        return checks;
    }

    private Check processes() {
        List<Long> running = proc.withArgument("-Dpipes.home=" + home.path());
        return running.size() <= 1
                ? Check.good(
                        "processes", running.isEmpty() ? "No process uses the home." : "One process uses the home.")
                : Check.bad(
                        "processes",
                        running.size() + " processes use the home: "
                                + running.stream().map(Object::toString).collect(Collectors.joining(", "))
                                + ". Only one can hold it; stop the others with 'kill'.");
    }

    /** Of the node, or of what would be started from here. */
    private Check files(Optional<Long> pid) {
        OptionalLong limit =
                proc.openFileLimit(pid.orElse(ProcessHandle.current().pid()));
        if (limit.isEmpty()) {
            return Check.good("open files", "The limit of open files is not known on this system.");
        }
        String found = "Up to " + limit.getAsLong() + " files and connections may be open at once";
        return limit.getAsLong() >= LEAST_FILES
                ? Check.good("open files", found + ".")
                : Check.bad(
                        "open files",
                        found + "; with all of them in use nobody can connect. Raise it to " + LEAST_FILES
                                + " or more (ulimit -n, LimitNOFILE=) and start again.");
    }

    private Check memory(long pid) {
        List<String> arguments = proc.arguments(pid);
        long heap = heap(arguments);
        long wanted = heap + size(arguments, "-XX:MaxDirectMemorySize=") + BESIDE_BYTES;
        OptionalLong limit = proc.memoryLimit(pid);
        if (limit.isEmpty() || limit.getAsLong() >= wanted) {
            return Check.good("memory", "There is room for the " + mib(wanted) + " that the node may take.");
        }
        String found = "The system leaves it " + mib(limit.getAsLong()) + ", but the node may take " + mib(wanted);
        String cure = ". Raise the limit, or lower -Xmx and -XX:MaxDirectMemorySize with PIPES_JAVA_OPTS.";
        return limit.getAsLong() < heap
                ? Check.bad("memory", found + ": under load the system will kill it" + cure)
                : Check.warning("memory", found + ": under load the system may kill it" + cure);
    }

    /** How large the heap of a process may become, in bytes; 0 if it was not said. */
    static long heap(List<String> arguments) {
        return size(arguments, "-Xmx");
    }

    /** The last one counts, as for Java. */
    private static long size(List<String> arguments, String option) {
        return arguments.stream()
                .filter(argument -> argument.startsWith(option))
                .map(argument -> SIZE.matcher(argument.substring(option.length())))
                .filter(Matcher::matches)
                .mapToLong(found -> Long.parseLong(found.group(1)) << shift(found.group(2)))
                .reduce(0, (before, last) -> last);
    }

    private static int shift(String unit) {
        return switch (unit) {
            case "k", "K" -> 10;
            case "m", "M" -> 20;
            default -> 30;
        };
    }

    private static String mib(long bytes) {
        return (bytes >> 20) + " MiB";
    }

    private Check sockets(long pid) {
        return proc.hasLoaded(pid, "netty_transport_native_epoll")
                ? Check.good("sockets", "Connections use epoll.")
                : Check.good("sockets", "Connections use Java's own sockets; epoll is for Linux on x86-64.");
    }
}
