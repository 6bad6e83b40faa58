// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.persistence;

import io.pipes.benchmarks.process.BenchmarkFailure;
import io.pipes.benchmarks.process.Child;
import io.pipes.benchmarks.process.NodeJs;
import java.nio.file.Path;
import java.util.Optional;

/** hypercore in two processes of Node.js; {@code src/main/hypercore/side.mjs} talks as Java's sides do. */
final class Hypercore implements Sides {
    /** How many messages are appended by one call where the writer need not wait. */
    static final int BATCH = 64;

    private static final NodeJs SCRIPT = new NodeJs("hypercore", "hypercore");

    static Optional<String> missing() {
        return SCRIPT.missing();
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
        return SCRIPT.start(round.named("hypercore-" + home.getFileName()), round.logs(), side, home, BATCH);
    }
}
