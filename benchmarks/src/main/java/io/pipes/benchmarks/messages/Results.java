// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.messages;

import io.pipes.benchmarks.contender.Contenders;
import io.pipes.benchmarks.process.BenchmarkFailure;
import io.pipes.benchmarks.process.Jvm;
import io.pipes.benchmarks.process.Series;
import java.io.PrintStream;
import java.util.EnumMap;
import java.util.Map;

/** What the rounds brought, as a table. */
final class Results {
    private final Load load;
    private final Map<Contenders, Figures> figures = new EnumMap<>(Contenders.class);
    private final Map<Contenders, BenchmarkFailure> failures = new EnumMap<>(Contenders.class);

    Results(Load load) {
        this.load = load;
    }

    /** One contender's. */
    private static final class Figures {
        final Series rate = new Series();
        final Series sending = new Series();
        final Series receiving = new Series();
        final Series median = new Series();
        final Series p99 = new Series();
    }

    private Figures of(Contenders contender) {
        return figures.computeIfAbsent(contender, none -> new Figures());
    }

    void add(Contenders contender, Pair.Streamed streamed) {
        Figures own = of(contender);
        own.rate.add(streamed.perSecond());
        own.sending.add(streamed.sendingMicros());
        own.receiving.add(streamed.receivingMicros());
    }

    void add(Contenders contender, Pair.Bounced bounced) {
        Figures own = of(contender);
        own.median.add(bounced.median());
        own.p99.add(bounced.p99());
    }

    void failed(Contenders contender, BenchmarkFailure failure) {
        System.err.println(contender.title() + " is out: " + failure.getMessage());
        failures.put(contender, failure);
        figures.remove(contender);
    }

    boolean complete() {
        return failures.isEmpty();
    }

    void print(PrintStream out, Jvm jvm, int rounds) {
        out.printf("%n%s · %s · medians of %d rounds%n", load.title(), jvm.described(), rounds);
        out.printf(
                "  %-22s %12s %21s %8s %9s %9s%s%n",
                "",
                load.bounces() ? "messages/s" : "deliveries/s",
                "(least..most)",
                "Pipes x",
                "us send",
                "us recv",
                load.bounces() ? "   trip us    p99 us  Pipes x" : "");
        figures.forEach((contender, own) -> print(out, contender, own));
        failures.forEach(
                (contender, failure) -> out.printf("  %-22s NO FIGURE: %s%n", contender.title(), failure.getMessage()));
    }

    private void print(PrintStream out, Contenders contender, Figures own) {
        if (own.rate.isEmpty()) {
            return;
        }
        out.printf(
                "  %-22s %,12.0f %21s %8s %9.2f %9.2f",
                contender.title(),
                own.rate.median(),
                String.format("(%,.0f..%,.0f)", own.rate.least(), own.rate.most()),
                ratio(contender, true),
                own.sending.median(),
                own.receiving.median());
        if (!own.median.isEmpty()) {
            out.printf("  %8.1f  %8.1f %8s", own.median.median(), own.p99.median(), ratio(contender, false));
        }
        out.println();
    }

    /** How many times this one's figure Pipes has. */
    private String ratio(Contenders contender, boolean rate) {
        Figures pipes = figures.get(load.ours());
        if (pipes == null || pipes.rate.isEmpty()) {
            return "";
        }
        Figures own = of(contender);
        double ratio = rate ? pipes.rate.median() / own.rate.median() : pipes.median.median() / own.median.median();
        return String.format("%.2f", ratio);
    }
}
