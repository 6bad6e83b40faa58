// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.persistence;

import io.pipes.benchmarks.process.BenchmarkFailure;
import io.pipes.benchmarks.process.Child;
import io.pipes.benchmarks.process.Folders;
import io.pipes.benchmarks.process.Jvm;
import io.pipes.benchmarks.process.Options;
import io.pipes.benchmarks.process.Series;
import io.pipes.benchmarks.process.Surroundings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * {@code benchmarks/run persistence}: in every round a fresh process that founds a network publishes, another one that joins gets all of it,
 * and a third one appends to a file.
 */
public final class Main {
    private static final int ROUNDS = 3;
    private static final int WARMING = 20_000;
    private static final int STREAM = 100_000;
    private static final int SINGLE = 5_000;
    private static final int SIXTEEN = 32_000;

    private final Jvm jvm;
    private final Path folder;
    private final Map<Work, Series> figures = new EnumMap<>(Work.class);

    private Main(Jvm jvm, Path folder) {
        this.jvm = jvm;
        this.folder = folder;
    }

    public static void main(String[] arguments) throws IOException {
        try {
            Options options = Options.parse(arguments, List.of("java", "rounds"), List.of());
            Path folder = Folders.fresh("persistence");
            Surroundings.print(System.out);
            for (Jvm jvm : options.jvms()) {
                Main main = new Main(jvm, folder);
                int rounds = options.number("rounds", ROUNDS);
                for (int round = 0; round < rounds; round++) {
                    main.measure(jvm.version() + "-" + round);
                }
                main.print(rounds);
            }
            System.exit(0);
        } catch (BenchmarkFailure failure) {
            System.err.println("benchmarks: " + failure.getMessage());
            System.exit(1);
        }
    }

    private void measure(String round) throws BenchmarkFailure, IOException {
        Path scratch = Files.createDirectories(folder.resolve("scratch"));
        try (Child writer = start("writer-" + round, WritingSide.class, scratch.resolve("writer"))) {
            String ticket = writer.hear("ready")[0];
            publish(writer, "stream", WARMING);
            add(Work.STREAM, publish(writer, "stream", STREAM));
            add(Work.SINGLE, publish(writer, "single", SINGLE));
            add(Work.SIXTEEN, publish(writer, "sixteen", SIXTEEN));
            join(round, ticket, scratch.resolve("guest"));
        }
        try (Child raw = start("raw-" + round, RawSide.class, scratch.resolve("raw"))) {
            raw.hear("ready");
            publish(raw, "raw", WARMING);
            add(Work.RAW, publish(raw, "raw", STREAM));
        }
        Folders.delete(scratch);
    }

    private void join(String round, String ticket, Path home) throws BenchmarkFailure {
        int all = WARMING + STREAM + SINGLE + SIXTEEN;
        try (Child guest = start("guest-" + round, JoiningSide.class, home)) {
            guest.hear("ready");
            String[] nanos = guest.ask("got", ticket, all);
            add(Work.FIRST, Long.parseLong(nanos[0]) / 1e6);
            add(Work.FETCH, (double) all * Notes.BYTES * 1_000 / Long.parseLong(nanos[1]));
        }
    }

    private Child start(String name, Class<?> side, Path home) throws BenchmarkFailure {
        return Child.start(jvm, name, folder, List.of(), side, home);
    }

    /** Messages a second. */
    private static double publish(Child side, String how, int count) throws BenchmarkFailure {
        return count * 1e9 / Long.parseLong(side.ask("published", how, count)[1]);
    }

    private void add(Work work, double figure) {
        figures.computeIfAbsent(work, none -> new Series()).add(figure);
    }

    private void print(int rounds) {
        System.out.printf("%n1 KiB messages that are kept · %s · medians of %d rounds%n", jvm.described(), rounds);
        figures.forEach((work, series) -> System.out.printf(
                "  %-50s %,12.0f %-10s (%,.0f..%,.0f)%n",
                work.title(), series.median(), work.unit(), series.least(), series.most()));
        double raw = figures.get(Work.RAW).median();
        System.out.printf(
                "  one writer beside the file: %.2fx%n",
                figures.get(Work.STREAM).median() / raw);
    }
}
