// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The memory of another process, in MB of 1,000,000 bytes.
 *
 * @param resident as the system counts it
 * @param live what its Java objects take, those that nobody needs any more left out
 */
public record Memory(double resident, double live) {
    /** Of a process on this Java; makes it collect its garbage. */
    public static Memory of(long pid, Jvm jvm) throws BenchmarkFailure, IOException {
        double live = liveMegabytes(pid, jvm);
        return new Memory(residentMegabytes(pid), live);
    }

    public static double residentMegabytes(long pid) throws BenchmarkFailure, IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc", String.valueOf(pid), "status"))) {
            String resident = lines.filter(line -> line.startsWith("VmRSS:"))
                    .findFirst()
                    .orElseThrow(() -> new BenchmarkFailure("The system does not tell the memory of a process"));
            return Long.parseLong(resident.replaceAll("[^0-9]", "")) * 1024 / 1e6;
        }
    }

    /** The last line of a histogram of classes is {@code Total INSTANCES BYTES}, whatever the collector. */
    private static double liveMegabytes(long pid, Jvm jvm) throws BenchmarkFailure, IOException {
        Process asked = new ProcessBuilder(
                        jvm.home().resolve("bin/jcmd").toString(), String.valueOf(pid), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(asked.getInputStream(), StandardCharsets.UTF_8))) {
            String total = said.lines()
                    .filter(line -> line.startsWith("Total "))
                    .findFirst()
                    .orElseThrow(() -> new BenchmarkFailure("jcmd does not tell what lives in process " + pid));
            return Long.parseLong(total.trim().split(" +")[2]) / 1e6;
        }
    }
}
