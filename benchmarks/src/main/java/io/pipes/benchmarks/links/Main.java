// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.links;

import io.pipes.benchmarks.process.BenchmarkFailure;
import io.pipes.benchmarks.process.Folders;
import io.pipes.benchmarks.process.Jvm;
import io.pipes.benchmarks.process.Options;
import io.pipes.benchmarks.process.Profile;
import io.pipes.benchmarks.process.Surroundings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** {@code benchmarks/run links}: in every round each carrier gets two fresh processes, which are measured cold and then warm. */
public final class Main {
    private static final int ROUNDS = 5;
    private static final long GIGABYTE_BLOCKS = 1_000_000_000L / Blocks.BYTES;
    private static final int WARMING_GIGABYTES = 2;

    private final Jvm jvm;
    private final Path folder;
    private final boolean profiled;
    private final long warming;
    private final Results results = new Results();

    private Main(Jvm jvm, Path folder, boolean profiled, long warming) {
        this.jvm = jvm;
        this.folder = folder;
        this.profiled = profiled;
        this.warming = warming;
    }

    public static void main(String[] arguments) throws IOException {
        try {
            Options options = Options.parse(arguments, List.of("java", "rounds", "only", "warm"), List.of("profile"));
            System.exit(run(options, carriers(options)) ? 0 : 1);
        } catch (BenchmarkFailure failure) {
            System.err.println("benchmarks: " + failure.getMessage());
            System.exit(1);
        }
    }

    /** Measures these carriers; whether all of them could be measured. */
    public static boolean run(Options options, Set<Carriers> carriers) throws BenchmarkFailure, IOException {
        Path folder = Folders.fresh("links");
        Surroundings.print(System.out);
        boolean complete = true;
        for (Jvm jvm : options.jvms()) {
            Main main = new Main(
                    jvm, folder, options.has("profile"), options.number("warm", WARMING_GIGABYTES) * GIGABYTE_BLOCKS);
            complete &= main.run(carriers, options.number("rounds", ROUNDS));
        }
        Folders.delete(folder.resolve("scratch"));
        return complete;
    }

    private static Set<Carriers> carriers(Options options) {
        Set<Carriers> wanted = EnumSet.noneOf(Carriers.class);
        for (String name : options.text("only").orElse("pipes,aes,tls,raw").split(",")) {
            wanted.add(Carriers.valueOf(name.toUpperCase(Locale.ROOT)));
        }
        return wanted;
    }

    private boolean run(Set<Carriers> carriers, int rounds) throws IOException {
        for (int round = 0; round < rounds; round++) {
            for (Carriers carrier : carriers) {
                try {
                    measure(carrier, carrier.name().toLowerCase(Locale.ROOT) + "-" + jvm.version() + "-" + round);
                } catch (BenchmarkFailure failure) {
                    results.failed(carrier, failure);
                }
            }
        }
        results.print(System.out, jvm, rounds);
        return results.complete();
    }

    private void measure(Carriers carrier, String name) throws BenchmarkFailure, IOException {
        boolean recorded = profiled && carrier == Carriers.PIPES;
        List<String> flags = recorded
                ? List.of("-XX:StartFlightRecording=settings=profile,filename=" + folder.resolve("PROCESS.jfr"))
                : List.of();
        Instant warm;
        try (Stretch stretch = Stretch.start(jvm, carrier, name, folder, flags)) {
            results.cold(carrier, stretch.pour(GIGABYTE_BLOCKS));
            warm = Instant.now();
            stretch.pour(warming);
            results.warm(carrier, stretch.pour(GIGABYTE_BLOCKS));
        }
        if (recorded) {
            for (String side : List.of("-source", "-sink")) {
                Path recording = folder.resolve(name + side + ".jfr");
                Profile.read(recording, warm, Instant.now())
                        .print(System.out, name + side + ", after the first gigabyte");
                Profile.read(recording, Instant.MIN, warm)
                        .print(System.out, name + side + ", start and first gigabyte");
            }
        }
    }
}
