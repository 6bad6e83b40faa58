// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.persistence;

import io.pipes.benchmarks.process.BenchmarkFailure;
import io.pipes.benchmarks.process.Child;
import io.pipes.benchmarks.process.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** hypercore in two processes of Node.js; {@code src/main/hypercore/side.mjs} talks as Java's sides do. */
final class Hypercore implements Sides {
    /** How many messages are appended by one call where the writer need not wait. */
    static final int BATCH = 64;

    private static final String NODE = "node";

    /** Where {@code benchmarks/run} has installed it. */
    private static Path installed() {
        return Path.of(System.getProperty("benchmarks.hypercore", "target/hypercore"));
    }

    static Optional<String> missing() {
        Optional<String> program = Program.missing(NODE, "nodejs npm");
        return program.isPresent() || Files.isDirectory(installed().resolve("node_modules/hypercore"))
                ? program
                : Optional.of("it is not installed in " + installed() + "; benchmarks/run does that if npm is here: "
                        + "apt-get install nodejs npm");
    }

    @Override
    public Child writing(Round round, Path home) throws BenchmarkFailure {
        return start(round, "write", home);
    }

    @Override
    public Child obtaining(Round round, Path home) throws BenchmarkFailure {
        return start(round, "obtain", home);
    }

    private static Child start(Round round, String side, Path home) throws BenchmarkFailure {
        List<String> command = List.of(
                Program.find(NODE).orElseThrow().toString(),
                installed().resolve("side.mjs").toString(),
                side,
                home.toString(),
                String.valueOf(BATCH));
        return Child.start(round.named("hypercore-" + home.getFileName()), round.logs(), command);
    }
}
