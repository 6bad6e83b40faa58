// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.api;

import io.pipes.benchmarks.messages.Load;
import io.pipes.benchmarks.process.BenchmarkFailure;
import io.pipes.benchmarks.process.Folders;
import io.pipes.benchmarks.process.Jvm;
import io.pipes.benchmarks.process.Options;
import io.pipes.benchmarks.process.Surroundings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** {@code benchmarks/run api}. */
public final class Main {
    private static final int ROUNDS = 5;

    private Main() {}

    public static void main(String[] arguments) throws IOException {
        try {
            Options options = Options.parse(
                    arguments,
                    List.of("java", "rounds", "only", "warm", "length", "parts", "clients", "calls", "flood"),
                    List.of());
            System.exit(run(options, Part.of(options)) ? 0 : 1);
        } catch (BenchmarkFailure failure) {
            System.err.println("benchmarks: " + failure.getMessage());
            System.exit(1);
        }
    }

    /** Whether everybody could be measured. */
    private static boolean run(Options options, Set<Part> parts) throws BenchmarkFailure, IOException {
        boolean complete =
                !parts.contains(Part.STREAMS) || io.pipes.benchmarks.messages.Main.run(options, EnumSet.of(Load.API));
        Path folder = Folders.fresh("api");
        int rounds = options.number("rounds", ROUNDS);
        Surroundings.print(System.out);
        for (Jvm jvm : options.jvms()) {
            if (parts.contains(Part.CLIENTS)) {
                NodeFigures figures = new NodeFigures(jvm, folder, options);
                for (int round = 0; round < rounds; round++) {
                    figures.measure(round);
                }
                figures.print(System.out, rounds);
            }
            if (parts.contains(Part.EMBEDDED)) {
                EmbeddedFigures figures = new EmbeddedFigures(jvm, folder);
                for (int round = 0; round < rounds; round++) {
                    figures.measure(round);
                }
                figures.print(System.out, rounds);
            }
        }
        Folders.delete(folder);
        return complete;
    }
}
