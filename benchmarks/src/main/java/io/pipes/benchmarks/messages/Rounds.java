// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.messages;

import io.pipes.benchmarks.contender.Contenders;
import io.pipes.benchmarks.process.BenchmarkFailure;
import io.pipes.benchmarks.process.Jvm;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** One load on one Java: all contenders are started and warmed, then take turns, so that whatever the machine does meets all of them. */
final class Rounds {
    private final Jvm jvm;
    private final Load load;
    private final Path folder;
    private final Profiling profiling;
    private final int warmMillis;
    private final int lengthMillis;
    private final Results results;
    private final List<Pair> pairs = new ArrayList<>();

    Rounds(Jvm jvm, Load load, Path folder, Profiling profiling, int warmMillis, int lengthMillis) {
        this.jvm = jvm;
        this.load = load;
        this.folder = folder;
        this.profiling = profiling;
        this.warmMillis = warmMillis;
        this.lengthMillis = lengthMillis;
        results = new Results(load);
    }

    /** Whether everybody could be measured. */
    boolean run(Set<Contenders> contenders, int rounds) {
        try {
            contenders.forEach(this::start);
            everybody(this::warm);
            profiling.begin();
            for (int round = 0; round < rounds; round++) {
                everybody(this::measure);
            }
        } finally {
            pairs.forEach(Pair::close);
        }
        results.print(System.out, jvm, rounds);
        return results.complete();
    }

    private interface Step {
        void run(Pair pair) throws BenchmarkFailure;
    }

    private void start(Contenders contender) {
        try {
            pairs.add(Pair.start(jvm, contender, load, folder, profiling));
        } catch (BenchmarkFailure failure) {
            results.failed(contender, failure);
        }
    }

    /** Whoever fails is out, aloud. */
    private void everybody(Step step) {
        Predicate<Pair> fails = pair -> {
            try {
                step.run(pair);
                return false;
            } catch (BenchmarkFailure failure) {
                results.failed(pair.contender(), failure);
                pair.close();
                return true;
            }
        };
        pairs.removeIf(fails);
    }

    private void warm(Pair pair) throws BenchmarkFailure {
        pair.stream(warmMillis);
        if (load.bounces()) {
            pair.bounce(warmMillis / 3);
        }
    }

    private void measure(Pair pair) throws BenchmarkFailure {
        results.add(pair.contender(), pair.stream(lengthMillis));
        if (load.bounces()) {
            results.add(pair.contender(), pair.bounce(lengthMillis / 2));
        }
    }
}
