// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.canary;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Where the time of a build's tests went. Maven prints the time of each module, building included, below it. */
final class Stages {
    private Stages() {}

    static void print(List<TestModule> modules) {
        Map<String, List<TestReport>> stages = new TreeMap<>(modules.stream()
                .collect(Collectors.groupingBy(
                        Stages::stage,
                        Collectors.flatMapping(module -> module.reports().stream(), Collectors.toList()))));
        System.out.printf("%n%-16s %8s %8s %10s%n", "stage", "tests", "skipped", "seconds");
        stages.forEach((stage, reports) -> System.out.printf(
                "%-16s %8d %8d %10.1f%n",
                stage,
                reports.stream().mapToInt(TestReport::run).sum(),
                reports.stream().mapToInt(TestReport::skipped).sum(),
                reports.stream().mapToDouble(TestReport::seconds).sum()));
        System.out.println();
    }

    private static String stage(TestModule module) {
        return module.toString().startsWith("bundles")
                ? "unit"
                : module.folder().getFileName().toString();
    }
}
