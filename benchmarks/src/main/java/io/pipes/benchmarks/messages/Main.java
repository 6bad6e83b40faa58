// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.messages;

import io.pipes.benchmarks.contender.Contenders;
import io.pipes.benchmarks.process.BenchmarkFailure;
import io.pipes.benchmarks.process.Folders;
import io.pipes.benchmarks.process.Jvm;
import io.pipes.benchmarks.process.Options;
import io.pipes.benchmarks.process.Surroundings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** {@code benchmarks/run messages}. */
public final class Main {
    private static final int ROUNDS = 5;

    private Main() {}

    public static void main(String[] arguments) throws IOException {
        try {
            Options options = Options.parse(
                    arguments, List.of("java", "rounds", "only", "load", "warm", "length"), List.of("profile"));
            System.exit(run(options, loads(options)) ? 0 : 1);
        } catch (BenchmarkFailure failure) {
            System.err.println("benchmarks: " + failure.getMessage());
            System.exit(1);
        }
    }

    /** Measures these loads; whether everybody could be measured. */
    public static boolean run(Options options, Set<Load> loads) throws BenchmarkFailure, IOException {
        Path folder = Folders.fresh("messages");
        Surroundings.print(System.out);
        boolean complete = true;
        for (Jvm jvm : options.jvms()) {
            for (Load load : loads) {
                Profiling profiling = new Profiling(options.has("profile"), folder);
                Rounds rounds = new Rounds(
                        jvm,
                        load,
                        folder,
                        profiling,
                        options.number("warm", load.warmMillis()),
                        options.number("length", 800));
                complete &= rounds.run(contenders(options, load), options.number("rounds", ROUNDS));
                profiling.print(System.out, Instant.now());
            }
        }
        Folders.delete(folder.resolve("scratch"));
        return complete;
    }

    private static Set<Load> loads(Options options) {
        return options.text("load")
                .<Set<Load>>map(told -> EnumSet.of(Load.valueOf(told.toUpperCase(Locale.ROOT))))
                .orElse(EnumSet.of(Load.DIRECT, Load.BROADCAST));
    }

    private static Set<Contenders> contenders(Options options, Load load) {
        Set<Contenders> wanted = EnumSet.noneOf(Contenders.class);
        options.text("only").ifPresent(told -> {
            for (String name : told.split(",")) {
                wanted.add(Contenders.valueOf(name.toUpperCase(Locale.ROOT)));
            }
        });
        if (wanted.isEmpty()) {
            wanted.addAll(EnumSet.allOf(Contenders.class));
        }
        wanted.removeIf(contender -> !load.concerns(contender));
        wanted.removeIf(contender -> {
            contender.missing().ifPresent(why -> System.out.println("SKIPPED: " + contender.title() + ": " + why));
            return contender.missing().isPresent();
        });
        return wanted;
    }
}
