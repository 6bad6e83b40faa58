// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.canary;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Where the time of a build went. Tests of bundles are the stage {@code unit}, those of the bundle that simulates networks
 * {@code simulation}, those of the examples {@code examples}; each module of the integration tests is a stage of its own. Several run at once,
 * so together they take more seconds than the whole build does.
 */
final class Stages {
    private static final Duration LIMIT = Duration.ofMinutes(25);

    private final Map<String, List<TestReport>> reports;
    private final double whole;

    /** @param reports those of this build, of each stage */
    private Stages(Map<String, List<TestReport>> reports, double whole) {
        this.reports = reports;
        this.whole = whole;
    }

    static Stages since(Instant started, List<TestModule> modules) {
        Map<String, List<TestReport>> reports = new TreeMap<>(modules.stream()
                .collect(Collectors.groupingBy(
                        Stages::stage,
                        Collectors.flatMapping(
                                module -> module.reports().stream()
                                        .filter(report -> !report.written().isBefore(started)),
                                Collectors.toList()))));
        return new Stages(reports, Duration.between(started, Instant.now()).toMillis() / 1_000.0);
    }

    void print() {
        System.out.printf("%n%-16s %8s %8s %10s%n", "stage", "tests", "skipped", "seconds");
        reports.forEach(Stages::print);
        print("whole", all(), whole);
        System.out.println();
        if (whole > LIMIT.toSeconds()) {
            System.err.printf(
                    "WARNING: this build took %.1f minutes; it should stay under %d. The stages above say where they went.%n",
                    whole / 60, LIMIT.toMinutes());
        }
    }

    private static void print(String stage, List<TestReport> reports) {
        print(stage, reports, seconds(reports));
    }

    private static void print(String stage, List<TestReport> reports, double seconds) {
        System.out.printf(
                "%-16s %8d %8d %10.1f%n",
                stage,
                reports.stream().mapToInt(TestReport::run).sum(),
                reports.stream().mapToInt(TestReport::skipped).sum(),
                seconds);
    }

    private List<TestReport> all() {
        return reports.values().stream().flatMap(List::stream).toList();
    }

    private static double seconds(List<TestReport> reports) {
        return reports.stream().mapToDouble(TestReport::seconds).sum();
    }

    private static String stage(TestModule module) {
        String name = module.folder().getFileName().toString();
        if (name.equals("io.pipes.testkit.nodes")) {
            return "simulation";
        }
        return switch (module.folder().getParent().getFileName().toString()) {
            case "bundles" -> "unit";
            case "examples" -> "examples";
            default -> name;
        };
    }
}
