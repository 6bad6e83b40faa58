// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.startup;

import io.pipes.benchmarks.process.BenchmarkFailure;
import io.pipes.benchmarks.process.FreePort;
import io.pipes.benchmarks.process.Jvm;
import io.pipes.benchmarks.process.Memory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The unpacked distribution and one home, driven by the {@code pipes} program as a person does.
 *
 * @param folder where it is unpacked
 * @param home the node's
 * @param cache where the program keeps its archive of loaded classes
 * @param jvm the Java that programs are told to use
 */
record Distribution(Path folder, Path home, Path cache, Jvm jvm) {
    private static final long PATIENCE_SECONDS = 90;

    /** Runs a command of the program to its end, and gives the seconds that took. */
    double run(String... words) throws BenchmarkFailure {
        List<String> command =
                new ArrayList<>(List.of(folder.resolve("bin/pipes").toString()));
        command.addAll(List.of(words));
        command.addAll(List.of("--home", home.toString()));
        Path log = cache.resolve("last-command.log");
        try {
            ProcessBuilder builder = new ProcessBuilder(command);
            Map<String, String> environment = builder.environment();
            environment.put("JAVA_HOME", jvm.home().toString());
            environment.put("XDG_CACHE_HOME", cache.toString());
            builder.redirectErrorStream(true).redirectOutput(log.toFile());
            long begin = System.nanoTime();
            Process process = builder.start();
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            double seconds = (System.nanoTime() - begin) / 1e9;
            if (!ended || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new BenchmarkFailure(String.join(" ", command) + " failed: " + Files.readString(log));
            }
            return seconds;
        } catch (IOException failed) {
            throw new BenchmarkFailure("Cannot run " + command + ": " + failed.getMessage(), failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new BenchmarkFailure("stopped", stopped);
        }
    }

    /** Starts the node on ports of loopback that are free, and gives the seconds until the program returned. */
    double start() throws BenchmarkFailure, IOException {
        return run(
                "start",
                "--console",
                "127.0.0.1:" + FreePort.find(),
                "--listen",
                "tcp://127.0.0.1:" + FreePort.find(),
                "--discovery",
                "off");
    }

    /** Resident memory of the node's process, in MB of 1,000,000 bytes. */
    double residentMegabytes() throws BenchmarkFailure, IOException {
        for (ProcessHandle process : ProcessHandle.allProcesses().toList()) {
            if (isNode(process)) {
                return Memory.residentMegabytes(process.pid());
            }
        }
        throw new BenchmarkFailure("There is no process of the node in " + home);
    }

    private boolean isNode(ProcessHandle process) {
        return process.info().command().filter(java -> java.endsWith("java")).isPresent()
                && process.info()
                        .commandLine()
                        .filter(line -> line.contains(home.toString()))
                        .isPresent();
    }

    /** Waits until the program has made its archive of classes, which it does once, in the background. */
    void awaitArchive() throws BenchmarkFailure, IOException, InterruptedException {
        for (int tenths = 0; tenths < 10 * PATIENCE_SECONDS; tenths++) {
            try (Stream<Path> files = Files.walk(cache)) {
                if (files.anyMatch(file -> file.toString().endsWith(".jsa"))
                        && Files.list(cache.resolve("pipes"))
                                .noneMatch(file -> file.toString().endsWith(".making"))) {
                    return;
                }
            }
            Thread.sleep(100);
        }
        throw new BenchmarkFailure("The program did not make its archive of classes");
    }
}
