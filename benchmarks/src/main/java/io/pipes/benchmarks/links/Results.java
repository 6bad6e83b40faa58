// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.links;

import io.pipes.benchmarks.process.BenchmarkFailure;
import io.pipes.benchmarks.process.Jvm;
import io.pipes.benchmarks.process.Series;
import java.io.PrintStream;
import java.util.EnumMap;
import java.util.Map;

/** What the rounds brought, as a table. */
final class Results {
    private final Map<Carriers, Figures> figures = new EnumMap<>(Carriers.class);
    private final Map<Carriers, BenchmarkFailure> failures = new EnumMap<>(Carriers.class);

    /** One carrier's. */
    private static final class Figures {
        final Series cold = new Series();
        final Series warm = new Series();
        final Series sending = new Series();
        final Series relaying = new Series();
        final Series taking = new Series();
    }

    private Figures of(Carriers carrier) {
        return figures.computeIfAbsent(carrier, none -> new Figures());
    }

    void cold(Carriers carrier, Stretch.Poured poured) {
        of(carrier).cold.add(poured.megabytes());
    }

    void warm(Carriers carrier, Stretch.Poured poured) {
        of(carrier).warm.add(poured.megabytes());
        of(carrier).sending.add(poured.sending());
        of(carrier).relaying.add(poured.relaying());
        of(carrier).taking.add(poured.taking());
    }

    void failed(Carriers carrier, BenchmarkFailure failure) {
        System.err.println(carrier.title() + " failed: " + failure.getMessage());
        failures.put(carrier, failure);
    }

    boolean complete() {
        return failures.isEmpty();
    }

    void print(PrintStream out, Jvm jvm, int rounds) {
        out.printf("%nBulk through one link · %s · medians of %d rounds%n", jvm.described(), rounds);
        out.printf(
                "  %-24s %9s %20s %8s %9s %10s %9s %10s %9s%n",
                "",
                "warm MB/s",
                "(least..most)",
                "Pipes x",
                "cold MB/s",
                "cold/warm",
                "s/GB send",
                "s/GB relay",
                "s/GB recv");
        figures.forEach((carrier, own) -> {
            if (!own.warm.isEmpty() && !failures.containsKey(carrier)) {
                print(out, carrier, own);
            }
        });
        failures.forEach(
                (carrier, failure) -> out.printf("  %-24s NO FIGURE: %s%n", carrier.title(), failure.getMessage()));
    }

    private void print(PrintStream out, Carriers carrier, Figures own) {
        out.printf(
                "  %-24s %9.0f %20s %8.2f %9.0f %10.2f %9.2f %10.2f %9.2f%n",
                carrier.title(),
                own.warm.median(),
                String.format("(%.0f..%.0f)", own.warm.least(), own.warm.most()),
                of(figures.containsKey(Carriers.PIPES) ? Carriers.PIPES : carrier)
                                .warm
                                .median()
                        / own.warm.median(),
                own.cold.median(),
                own.cold.median() / own.warm.median(),
                own.sending.median(),
                own.relaying.median(),
                own.taking.median());
    }
}
