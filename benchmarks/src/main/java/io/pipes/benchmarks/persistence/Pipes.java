// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.persistence;

import io.pipes.benchmarks.process.BenchmarkFailure;
import io.pipes.benchmarks.process.Child;

/** Pipes packs messages together that wait at the same time, so histories whose packets have one message are measured too. */
final class Pipes extends Appended {
    private static final int DIFFERENT = 10;

    private final Extras extras;

    Pipes(Extras extras) {
        super(Sides.of(Service.PIPES));
        this.extras = extras;
    }

    @Override
    void alone(Round round, Child writer) throws BenchmarkFailure {
        Counts counts = round.counts();
        append(writer, "single", "packets", counts.packets() - counts.single());
        try (Child copy = fresh(round, "second")) {
            Got all = got(copy, "obtain", at(writer, "packets"), counts.packets());
            round.figures().speed(Work.OBTAINED_SINGLE, counts.packets(), all.nanos());
            late(writer, copy, "single", "packets", counts.packets(), DIFFERENT);
            extras.compared(copy.ask("compared", "compared"));
            if (round.number() == 0 && extras.idleSeconds() > 0) {
                rest(copy);
            }
        }
    }

    private void rest(Child copy) throws BenchmarkFailure {
        copy.say("rest", extras.idleSeconds());
        extras.rested(copy.hear("rest", PATIENCE));
    }
}
