// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.persistence;

import io.pipes.benchmarks.process.BenchmarkFailure;
import io.pipes.benchmarks.process.Folders;
import io.pipes.benchmarks.process.Jvm;
import io.pipes.benchmarks.process.Options;
import io.pipes.benchmarks.process.Surroundings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** {@code benchmarks/run persistence}: in every round each keeper begins anew and is measured, one after the other. */
public final class Main {
    private static final int ROUNDS = 3;
    private static final int IDLE_SECONDS = 60;

    private final Jvm jvm;
    private final Path folder;
    private final Counts counts;
    private final Results results = new Results();

    private Main(Jvm jvm, Path folder, Counts counts) {
        this.jvm = jvm;
        this.folder = folder;
        this.counts = counts;
    }

    public static void main(String[] arguments) throws IOException {
        try {
            Options options = Options.parse(
                    arguments,
                    List.of("java", "rounds", "only", "messages", "packets", "idle", "history", "content"),
                    List.of());
            System.exit(run(options) ? 0 : 1);
        } catch (BenchmarkFailure failure) {
            System.err.println("benchmarks: " + failure.getMessage());
            System.exit(1);
        }
    }

    /** Whether everybody who is here could be measured. */
    private static boolean run(Options options) throws BenchmarkFailure, IOException {
        Path folder = Folders.fresh("persistence");
        Surroundings.print(System.out);
        Set<Keepers> keepers = keepers(options);
        boolean complete = true;
        for (Jvm jvm : options.jvms()) {
            Main main = new Main(jvm, folder, Counts.told(options));
            main.measure(keepers, options);
            complete &= main.results.complete();
        }
        return complete;
    }

    private static Set<Keepers> keepers(Options options) {
        Set<Keepers> wanted = EnumSet.noneOf(Keepers.class);
        options.text("only").ifPresent(told -> {
            for (String name : told.split(",")) {
                wanted.add(Keepers.valueOf(name.toUpperCase(Locale.ROOT)));
            }
        });
        if (wanted.isEmpty()) {
            wanted.addAll(EnumSet.allOf(Keepers.class));
        }
        wanted.removeIf(keeper -> {
            keeper.missing().ifPresent(why -> System.out.println("SKIPPED: " + keeper.title() + ": " + why));
            return keeper.missing().isPresent();
        });
        return wanted;
    }

    private void measure(Set<Keepers> keepers, Options options) throws BenchmarkFailure, IOException {
        int rounds = options.number("rounds", ROUNDS);
        Extras extras = new Extras(options.number("idle", IDLE_SECONDS));
        for (int number = 0; number < rounds; number++) {
            for (Keepers keeper : keepers) {
                measure(keeper, extras, number);
            }
        }
        results.print(jvm, rounds, counts);
        extras.print(counts.packets());
        int gibibytes = options.number("history", 0);
        if (gibibytes > 0) {
            flow(gibibytes);
        }
    }

    private void measure(Keepers keeper, Extras extras, int number) throws IOException {
        if (results.isOut(keeper)) {
            return;
        }
        Round round = round(keeper.name().toLowerCase(Locale.ROOT), number, results.of(keeper));
        try {
            keeper.make(extras).measure(round);
            // Of who failed everything stays, because logs of servers are there too.
            Folders.delete(round.scratch());
        } catch (BenchmarkFailure failure) {
            results.failed(keeper, failure);
        } catch (IOException failure) {
            results.failed(keeper, new BenchmarkFailure(failure.getMessage(), failure));
        }
    }

    private Round round(String name, int number, Figures figures) throws IOException {
        Path scratch = Files.createDirectories(folder.resolve("scratch").resolve(name));
        return new Round(jvm, number, counts, folder, scratch, figures);
    }

    private void flow(int gibibytes) throws BenchmarkFailure, IOException {
        Round round = round("flow", 0, new Figures());
        new Flow(gibibytes).print(round);
        Folders.delete(round.scratch());
    }
}
