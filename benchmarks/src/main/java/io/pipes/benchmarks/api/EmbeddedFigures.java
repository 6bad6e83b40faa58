// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.api;

import io.pipes.benchmarks.process.BenchmarkFailure;
import io.pipes.benchmarks.process.Child;
import io.pipes.benchmarks.process.Jvm;
import io.pipes.benchmarks.process.Series;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How soon an application with a node inside has it, from the start of its Java, with the jars that Maven gives it and nothing else. */
final class EmbeddedFigures {
    private static final String HEAP = "-Xmx160m";

    private final Jvm jvm;
    private final Path folder;
    private final List<Path> tree;
    private final Series fresh = new Series();
    private final Series again = new Series();

    EmbeddedFigures(Jvm jvm, Path folder) throws BenchmarkFailure {
        this.jvm = jvm;
        this.folder = folder;
        tree = tree();
    }

    private static List<Path> tree() throws BenchmarkFailure {
        Path where = Path.of(System.getProperty("benchmarks.embedded", "integration-tests/embedded/target/tree"));
        try (Stream<Path> jars = Files.list(where)) {
            return jars.map(Path::toAbsolutePath).sorted().toList();
        } catch (IOException notBuilt) {
            throw new BenchmarkFailure("The jars of an application are not in " + where, notBuilt);
        }
    }

    void measure(int round) throws BenchmarkFailure {
        Path home = folder.resolve("embedded-" + jvm.version() + "-" + round);
        fresh.add(secondsUntilReady(home));
        again.add(secondsUntilReady(home));
    }

    private double secondsUntilReady(Path home) throws BenchmarkFailure {
        long begin = System.nanoTime();
        try (Child application = Child.start(home.getFileName().toString(), folder, command(home))) {
            application.hear("ready");
            return (System.nanoTime() - begin) / 1e9;
        }
    }

    private List<String> command(Path home) {
        List<String> command = new ArrayList<>(List.of(jvm.java(), HEAP));
        if (jvm.version() >= 24) {
            command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        }
        command.addAll(List.of("-cp", classPath(), EmbeddedSide.class.getName(), home.toString()));
        return command;
    }

    private String classPath() {
        Path own = Path.of(System.getProperty("benchmarks.target", "target"), "classes");
        return Stream.concat(tree.stream(), Stream.of(own.toAbsolutePath()))
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    void print(PrintStream out, int rounds) throws IOException {
        long bytes = 0;
        for (Path jar : tree) {
            bytes += Files.size(jar);
        }
        out.printf("%nA node in an application · Java %d, %s · medians of %d rounds%n", jvm.version(), HEAP, rounds);
        out.printf("  %-50s %,14d%n", "bytes of its " + tree.size() + " jars", bytes);
        line(out, "ready in a fresh home, s (aim: 1.5)", fresh);
        line(out, "ready again, s", again);
    }

    private static void line(PrintStream out, String what, Series series) {
        out.printf("  %-50s %10.2f   (%.2f..%.2f)%n", what, series.median(), series.least(), series.most());
    }
}
