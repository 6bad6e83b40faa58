// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.persistence;

import io.pipes.benchmarks.process.BenchmarkFailure;
import io.pipes.benchmarks.process.Child;
import java.time.Duration;

/** A keeper to whom messages are appended in one process, and from whom another process obtains them. */
class Appended implements Keeper {
    /** Longer than anything takes that is not stuck, and sides watch for that themselves. */
    static final Duration PATIENCE = Duration.ofHours(1);

    private final Sides sides;

    Appended(Sides sides) {
        this.sides = sides;
    }

    @Override
    public final void measure(Round round) throws BenchmarkFailure {
        try (Child writer = sides.writing(round, round.scratch().resolve("origin"))) {
            writer.hear("ready");
            append(round, writer);
            obtain(round, writer);
            alone(round, writer);
        }
    }

    private static void append(Round round, Child writer) throws BenchmarkFailure {
        Counts counts = round.counts();
        Figures figures = round.figures();
        append(writer, "stream", "warming", counts.warming());
        append(writer, "single", "warming", counts.single() / 5);
        figures.rate(Work.STREAM, counts.stream(), append(writer, "stream", "streamed", counts.stream()));
        figures.rate(Work.SINGLE, counts.single(), append(writer, "single", "packets", counts.single()));
        figures.rate(Work.SIXTEEN, counts.sixteen(), append(writer, "sixteen", "shared", counts.sixteen()));
    }

    private void obtain(Round round, Child writer) throws BenchmarkFailure {
        Counts counts = round.counts();
        Figures figures = round.figures();
        try (Child copy = fresh(round, "copy")) {
            Got all = got(copy, "obtain", at(writer, "streamed"), counts.stream());
            figures.millis(Work.FIRST, all.firstNanos());
            figures.speed(Work.OBTAINED, counts.stream(), all.nanos());
            Got late = late(writer, copy, "stream", "streamed", counts.stream(), counts.late());
            figures.millis(Work.LATE, late.nanos());
            figures.add(Work.LATE_BYTES, (double) late.wireBytes() / Counts.bytes(counts.late()));
        }
    }

    /** What is measured of this keeper only. */
    void alone(Round round, Child writer) throws BenchmarkFailure {
        // Most have nothing.
    }

    final Child fresh(Round round, String name) throws BenchmarkFailure {
        Child copy = sides.obtaining(round, round.scratch().resolve(name));
        copy.hear("ready");
        return copy;
    }

    /** Nanoseconds until the last one was acknowledged. */
    static long append(Child writer, String how, String log, int count) throws BenchmarkFailure {
        writer.say(how, log, count);
        return Long.parseLong(writer.hear("appended", PATIENCE)[0]);
    }

    static String at(Child writer, String log) throws BenchmarkFailure {
        return writer.ask("at", "address", log)[0];
    }

    /**
     * What a copy obtained.
     *
     * @param nanos until the last message
     * @param wireBytes what travelled for it, both ways
     */
    record Got(long firstNanos, long nanos, long wireBytes) {}

    static Got got(Child copy, Object... command) throws BenchmarkFailure {
        copy.say(command);
        String[] told = copy.hear("got", PATIENCE);
        return new Got(Long.parseLong(told[0]), Long.parseLong(told[1]), Long.parseLong(told[2]));
    }

    /** What a copy obtains that was away while something was appended, from its wish to come back on. */
    static Got late(Child writer, Child copy, String how, String log, int before, int count) throws BenchmarkFailure {
        copy.ask("left", "leave");
        append(writer, how, log, count);
        return got(copy, "back", before + count);
    }
}
