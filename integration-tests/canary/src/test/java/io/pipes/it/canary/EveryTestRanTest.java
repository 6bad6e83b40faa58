// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.canary;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A test that does not run cannot fail. It has happened: a runner and an engine that do not fit report success about nothing. */
class EveryTestRanTest {
    private static final Instant STARTED =
            Instant.parse(System.getProperty("pipes.build.started", "1970-01-01T00:00:00Z"));

    static List<TestModule> modules() {
        return TestModule.all();
    }

    @ParameterizedTest
    @MethodSource("modules")
    void every_test_class_of_a_module_ran_in_this_build(TestModule module) {
        List<TestReport> reports = module.reports().stream()
                .filter(report -> !report.written().isBefore(STARTED))
                .toList();

        assertThat(module.testClasses())
                .filteredOn(type -> reports.stream().noneMatch(report -> report.isAbout(type) && report.run() > 0))
                .filteredOn(type -> !FuzzRuns.of(type).endedSince(STARTED))
                .as("test classes of %s of which no test ran in this build", module)
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("modules")
    void a_module_without_tests_says_so_and_one_with_tests_does_not(TestModule module) {
        assertThat(module.testClasses().isEmpty())
                .as("%s: has no tests; its POM says that it has none: %s", module, module.declaresNoTests())
                .isEqualTo(module.declaresNoTests());
    }

    @Test
    void the_canary_itself_sees_modules_and_tests() {
        assertThat(modules()).hasSizeGreaterThan(10);
        assertThat(modules())
                .anySatisfy(module -> assertThat(module.testClasses()).isNotEmpty());
    }

    @AfterAll
    static void print_where_the_time_went() {
        Stages.since(STARTED, modules()).print();
    }
}
