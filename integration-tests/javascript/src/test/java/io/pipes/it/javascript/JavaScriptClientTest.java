// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.javascript;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The JavaScript client's own tests: alone, with nodes of the packed distribution, and in a browser. */
class JavaScriptClientTest {
    private static final Path ROOT =
            Path.of(System.getProperty("pipes.root", "../..")).toAbsolutePath().normalize();
    private static final String VERSION = System.getProperty("pipes.version", "0.1.0-SNAPSHOT");

    private static final Duration FETCHING = Duration.ofMinutes(3);
    private static final Duration TESTING = Duration.ofMinutes(8);

    private static final Pattern PASSED = Pattern.compile("(?m)^# pass ([0-9]+)$");
    private static final Pattern SKIPPED = Pattern.compile("(?m)^# skipped ([0-9]+)$");

    private final NodeJs node = new NodeJs(
            ROOT.resolve("clients/js"),
            Map.of(
                    "PIPES_DISTRIBUTION",
                    ROOT.resolve("karaf-distribution/target/pipes-" + VERSION).toString(),
                    "NODE_OPTIONS",
                    "--test-reporter=tap"),
            ROOT.resolve("integration-tests/javascript/target/output"));

    @Test
    void its_tests_pass() throws Exception {
        needNode();
        NodeJs.Ended fetched = node.run(FETCHING, "npm", "ci");
        assertThat(fetched.code()).as(fetched.output()).isZero();

        NodeJs.Ended tested = node.run(TESTING, "npm", "test");
        assertThat(tested.code()).as(tested.output()).isZero();
        assertThat(number(PASSED, tested.output())).as(tested.output()).isGreaterThan(100);
        System.out.println("JavaScript client: " + number(PASSED, tested.output()) + " tests passed, "
                + number(SKIPPED, tested.output()) + " were skipped for want of a tool.");
    }

    private static void needNode() throws InterruptedException {
        boolean there = NodeJs.isHere();
        if (!there && Boolean.parseBoolean(System.getenv("CI")) && System.getenv("PIPES_WITHOUT_NODE20") == null) {
            throw new IllegalStateException("There is no Node.js 20 on this machine: install nodejs and npm.");
        }
        Assumptions.assumeTrue(there, "there is no Node.js 20 on this machine");
    }

    private static int number(Pattern pattern, String output) {
        Matcher matcher = pattern.matcher(output);
        assertThat(matcher.find()).as(output).isTrue();
        return Integer.parseInt(matcher.group(1));
    }
}
