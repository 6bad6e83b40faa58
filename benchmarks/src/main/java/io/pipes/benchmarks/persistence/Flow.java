// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.persistence;

import io.pipes.benchmarks.process.BenchmarkFailure;
import io.pipes.benchmarks.process.Child;

/** A long history through two small heaps: one process appends it and gives it, the other one obtains it. */
final class Flow {
    private static final String HEAP = "-Xmx256m";
    private static final long GIB = 1L << 30;

    private final Sides sides = Sides.of(Service.PIPES, "-Xms64m", HEAP);
    private final int gibibytes;

    Flow(int gibibytes) {
        this.gibibytes = gibibytes;
    }

    void print(Round round) throws BenchmarkFailure {
        int count = (int) (gibibytes * GIB / Notes.BYTES);
        System.out.printf(
                "%d GiB of history, %s; heap in use over time, MB (least..most of each twelfth)%n", gibibytes, HEAP);
        try (Child writer = begun(sides.writing(round, round.scratch().resolve("flow-origin")))) {
            long appending = Appended.append(writer, "stream", "flow", count);
            print("appending", writer, count, appending);
            writer.ask("watching", "watch");
            try (Child copy = begun(sides.obtaining(round, round.scratch().resolve("flow-copy")))) {
                long obtaining = Appended.got(copy, "obtain", Appended.at(writer, "flow"), count)
                        .nanos();
                print("obtaining", copy, count, obtaining);
                print("giving", writer, count, obtaining);
            }
        }
    }

    private static Child begun(Child side) throws BenchmarkFailure {
        side.hear("ready");
        side.ask("watching", "watch");
        return side;
    }

    private static void print(String what, Child side, int count, long nanos) throws BenchmarkFailure {
        String heap = String.join("  ", side.ask("heap", "heap"));
        System.out.printf("  Pipes, %-10s %,6.0f MB/s   %s%n", what, Counts.bytes(count) * 1e3 / nanos, heap);
    }
}
