// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.persistence;

import io.pipes.benchmarks.process.BenchmarkFailure;
import io.pipes.benchmarks.process.Jvm;
import io.pipes.benchmarks.process.Series;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** What the rounds on one Java brought, as a table for each work. */
final class Results {
    private final Map<Keepers, Figures> figures = new EnumMap<>(Keepers.class);
    private final Map<Keepers, BenchmarkFailure> failures = new EnumMap<>(Keepers.class);

    Figures of(Keepers keeper) {
        return figures.computeIfAbsent(keeper, none -> new Figures());
    }

    /** Who fails once gets no figure. */
    void failed(Keepers keeper, BenchmarkFailure failure) {
        System.err.println(keeper.title() + " is out: " + failure.getMessage());
        failures.put(keeper, failure);
        figures.remove(keeper);
    }

    boolean isOut(Keepers keeper) {
        return failures.containsKey(keeper);
    }

    boolean complete() {
        return failures.isEmpty();
    }

    void print(Jvm jvm, int rounds, Counts counts) {
        System.out.printf(
                "%n1 KiB messages that are kept, %,d of them · %s · medians of %d rounds (least..most)%n",
                counts.stream(), jvm.described(), rounds);
        figures.keySet().forEach(keeper -> System.out.printf("  %-16s%s%n", keeper.title(), keeper.remark()));
        for (Work work : Work.values()) {
            print(work);
        }
        failures.forEach(
                (keeper, failure) -> System.out.printf("%s: NO FIGURE: %s%n", keeper.title(), failure.getMessage()));
    }

    private void print(Work work) {
        if (figures.values().stream().noneMatch(own -> own.of(work).isPresent())) {
            return;
        }
        System.out.println(work.described());
        figures.forEach((keeper, own) -> own.of(keeper == Keepers.PIPES ? work : work.ofOthers())
                .ifPresent(series -> print(work, keeper, series)));
    }

    private void print(Work work, Keepers keeper, Series series) {
        System.out.printf(
                "  %-16s%12s %24s  %s%n",
                keeper.title(),
                work.written(series.median()),
                "(" + work.written(series.least()) + ".." + work.written(series.most()) + ")",
                ratio(work, keeper, series) + beside(work, keeper, series));
    }

    /** What sixteen writers gain whose messages can share a step to the disk. */
    private String beside(Work work, Keepers keeper, Series series) {
        return work == Work.SIXTEEN
                ? String.format(
                        "  %.2fx its own one at a time",
                        series.median()
                                / figures.get(keeper)
                                        .of(Work.SINGLE)
                                        .orElseThrow()
                                        .median())
                : "";
    }

    /** How many times this one's figure Pipes has. */
    private String ratio(Work work, Keepers keeper, Series series) {
        Optional<Series> pipes = Optional.ofNullable(figures.get(Keepers.PIPES)).flatMap(own -> own.of(work));
        if (keeper == Keepers.PIPES || pipes.isEmpty()) {
            return "";
        }
        return String.format("Pipes %.2fx", pipes.get().median() / series.median());
    }
}
