// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.startup;

import io.pipes.benchmarks.process.BenchmarkFailure;
import io.pipes.benchmarks.process.Built;
import io.pipes.benchmarks.process.Folders;
import io.pipes.benchmarks.process.Jvm;
import io.pipes.benchmarks.process.Options;
import io.pipes.benchmarks.process.Series;
import io.pipes.benchmarks.process.Surroundings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code benchmarks/run startup}: every round has a fresh home. */
public final class Main {
    private static final int ROUNDS = 5;
    private static final int IDLE_SECONDS = 10;
    private static final int COMMANDS = 3;

    private final Series first = new Series();
    private final Series again = new Series();
    private final Series resident = new Series();
    private final Series command = new Series();

    private Main() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        try {
            Options options = Options.parse(arguments, List.of("java", "rounds", "idle"), List.of());
            System.out.printf("%nPacked: %.1f MB (aim: at most 50)%n", Files.size(Built.packed()) / 1e6);
            Path folder = Folders.fresh("startup");
            Surroundings.print(System.out);
            for (Jvm jvm : options.jvms()) {
                Main main = new Main();
                main.run(Built.unpacked(), folder, jvm, options);
                main.print(jvm, options.number("rounds", ROUNDS));
            }
            Folders.delete(folder);
        } catch (BenchmarkFailure failure) {
            System.err.println("benchmarks: " + failure.getMessage());
            System.exit(1);
        }
    }

    private void run(Path distribution, Path folder, Jvm jvm, Options options)
            throws BenchmarkFailure, IOException, InterruptedException {
        Path cache = Files.createDirectories(folder.resolve("cache-" + jvm.version()));
        for (int round = 0; round < options.number("rounds", ROUNDS); round++) {
            Path home = folder.resolve("home-" + jvm.version() + "-" + round).toAbsolutePath();
            Distribution node = new Distribution(distribution.toAbsolutePath(), home, cache, jvm);
            if (round == 0) {
                node.run("--version");
                node.awaitArchive();
            }
            measure(node, options.number("idle", IDLE_SECONDS));
        }
    }

    private void measure(Distribution node, int idleSeconds)
            throws BenchmarkFailure, IOException, InterruptedException {
        first.add(node.start());
        try {
            Thread.sleep(idleSeconds * 1_000L);
            resident.add(node.residentMegabytes());
            for (int i = 0; i < COMMANDS; i++) {
                command.add(node.run("network", "list"));
            }
        } finally {
            node.run("stop");
        }
        again.add(node.start());
        node.run("stop");
    }

    private void print(Jvm jvm, int rounds) {
        System.out.printf("%nThe distribution on Java %d · medians of %d rounds%n", jvm.version(), rounds);
        print("'pipes start' in a fresh home, s", first, "4");
        print("'pipes start' again, s", again, "4");
        print("resident at rest, MB", resident, "180");
        print("'pipes network list', s", command, "0.5");
    }

    private static void print(String what, Series series, String aim) {
        System.out.printf(
                "  %-34s %8.2f   (%.2f..%.2f)   aim: at most %s%n",
                what, series.median(), series.least(), series.most(), aim);
    }
}
