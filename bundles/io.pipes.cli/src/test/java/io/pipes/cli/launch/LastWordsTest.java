// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.launch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LastWordsTest {
    private static final String NOISE = """
            Picked up JAVA_TOOL_OPTIONS: -Dsome=thing
            NOTE: Picked up JDK_JAVA_OPTIONS: -Dsome=thing
            OpenJDK 64-Bit Server VM warning: Sharing is only supported for boot loader classes
            WARNING: A terminally deprecated method in sun.misc.Unsafe has been called

            """;

    @Test
    void what_java_says_about_itself_is_no_reason() {
        assertThat(LastWords.first(NOISE.lines())).isEmpty();
        assertThat(LastWords.last(NOISE.lines())).isEmpty();
    }

    @Test
    void what_the_program_says_is_found_between_the_noise() {
        String said = NOISE + "No space left on device\n  the second line \n" + NOISE;

        assertThat(LastWords.first(said.lines())).isEqualTo("No space left on device");
        assertThat(LastWords.last(said.lines())).isEqualTo("the second line");
    }

    @Test
    void the_last_error_of_a_log_is_what_stands_behind_its_logger() {
        String log = """
                2030-01-31T12:00:00.000+01:00 ERROR a.b.C The first reason
                2030-01-31T12:00:00.001+01:00 INFO  a.b.C An ERROR is mentioned
                java.lang.IllegalStateException: no line of the log
                2030-01-31T12:00:00.002+01:00 ERROR a.b.C The second reason
                \tat a.b.C.d(C.java:1)
                """;

        assertThat(LastWords.lastError(log.lines())).isEqualTo("The second reason");
        assertThat(LastWords.lastError(NOISE.lines())).isEmpty();
    }

    @Test
    void the_last_error_is_found_in_a_log_of_objects_too() {
        String event = "{\"time\":\"2030-01-31T12:00:00Z\",\"level\":\"ERROR\",\"logger\":\"a.b.C\","
                + "\"message\":\"The reason\",\"error\":\"java.io.IOException\\n\\tat a.b.C\"}";

        assertThat(LastWords.lastError(event.lines())).isEqualTo("The reason");
    }
}
