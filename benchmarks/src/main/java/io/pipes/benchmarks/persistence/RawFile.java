// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.persistence;

import io.pipes.benchmarks.process.BenchmarkFailure;
import io.pipes.benchmarks.process.Child;
import java.util.List;

/** Nobody but the disk. */
final class RawFile implements Keeper {
    @Override
    public void measure(Round round) throws BenchmarkFailure {
        Counts counts = round.counts();
        try (Child raw = Child.start(
                round.jvm(),
                round.named("file"),
                round.logs(),
                List.of(),
                RawSide.class,
                round.scratch().resolve("file"))) {
            raw.hear("ready");
            append(raw, "stream", counts.warming());
            Figures figures = round.figures();
            figures.rate(Work.STREAM, counts.stream(), append(raw, "stream", counts.stream()));
            figures.rate(Work.SINGLE, counts.single(), append(raw, "single", counts.single()));
            if (counts.content() > 0) {
                figures.speed(Work.CONTENT, counts.content(), append(raw, "stream", counts.content()));
            }
        }
    }

    private static long append(Child raw, String how, int count) throws BenchmarkFailure {
        return Appended.append(raw, how, "file", count);
    }
}
