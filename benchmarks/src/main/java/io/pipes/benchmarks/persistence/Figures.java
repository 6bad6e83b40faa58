// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.persistence;

import io.pipes.benchmarks.process.Series;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** What one keeper brought. */
final class Figures {
    private final Map<Work, Series> series = new EnumMap<>(Work.class);

    void add(Work work, double figure) {
        series.computeIfAbsent(work, none -> new Series()).add(figure);
    }

    void rate(Work work, int messages, long nanos) {
        add(work, messages * 1e9 / nanos);
    }

    void speed(Work work, int messages, long nanos) {
        add(work, Counts.bytes(messages) * 1e3 / nanos);
    }

    void millis(Work work, long nanos) {
        add(work, nanos / 1e6);
    }

    /** Empty when it does not do that. */
    Optional<Series> of(Work work) {
        return Optional.ofNullable(series.get(work));
    }
}
