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
        if (counts.content() > 0) {
            content(round, writer);
        }
    }

    private void content(Round round, Child writer) throws BenchmarkFailure {
        int notes = round.counts().content();
        round.figures().speed(Work.CONTENT, notes, append(writer, "content", "content", notes));
        try (Child copy = fresh(round, "third")) {
            copy.say("content", at(writer, "content"), notes);
            long nanos = Long.parseLong(copy.hear("content", PATIENCE)[0]);
            round.figures().speed(Work.CONTENT_OBTAINED, notes, nanos);
        }
    }

    private void rest(Child copy) throws BenchmarkFailure {
        copy.say("rest", extras.idleSeconds());
        extras.rested(copy.hear("rest", PATIENCE));
    }
}
