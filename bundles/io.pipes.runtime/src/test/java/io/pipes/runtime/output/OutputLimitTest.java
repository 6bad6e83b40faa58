// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.runtime.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@ResourceLock(Resources.SYSTEM_ERR)
@ResourceLock(Resources.SYSTEM_OUT)
class OutputLimitTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream file = new PrintStream(written, true, StandardCharsets.US_ASCII);
    private PrintStream outBefore;
    private PrintStream errBefore;

    @BeforeEach
    void print_to_a_file() {
        outBefore = System.out;
        errBefore = System.err;
        System.setOut(file);
        System.setErr(file);
    }

    @AfterEach
    void print_as_before() {
        System.setOut(outBefore);
        System.setErr(errBefore);
    }

    @Test
    void what_is_within_the_limit_is_written_and_what_is_beyond_it_is_not() {
        OutputLimit limit = new OutputLimit("1000");
        System.err.print("a complaint");
        for (int line = 0; line < 1_000; line++) {
            System.err.println("the same complaint again and again");
        }
        System.out.print("still here");
        limit.stop();

        assertThat(written.size()).isLessThan(1_200);
        assertThat(written.toString(StandardCharsets.US_ASCII))
                .startsWith("a complaint")
                .containsOnlyOnce("Nothing more is written here")
                .endsWith("still here");
    }

    @Test
    void afterwards_everything_is_as_before() {
        new OutputLimit("10").stop();

        assertThat(System.err).isSameAs(file);
        assertThat(System.out).isSameAs(file);
    }

    @Test
    void without_a_limit_nothing_is_touched() {
        new OutputLimit((String) null);
        new OutputLimit("unlimited");

        assertThat(System.err).isSameAs(file);
        assertThat(System.out).isSameAs(file);
    }
}
