// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.base.MalformedException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {
    @Test
    void a_moment_is_written_in_utc_with_milliseconds() {
        assertThat(Timestamps.format(0)).isEqualTo("1970-01-01T00:00:00.000Z");
        assertThat(Timestamps.format(1_785_490_200_007L)).isEqualTo("2026-07-31T09:30:00.007Z");
        assertThat(Timestamps.format(-1)).isEqualTo("1969-12-31T23:59:59.999Z");
    }

    @Test
    void a_moment_too_far_away_is_written_as_the_last_one_that_can_be() {
        assertThat(Timestamps.format(Long.MAX_VALUE)).isEqualTo("9999-12-31T23:59:59.999Z");
        assertThat(Timestamps.format(Long.MIN_VALUE)).isEqualTo("0000-01-01T00:00:00.000Z");
    }

    @Test
    void what_was_written_is_read_back() throws Exception {
        Random random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            long millis = random.nextLong(Timestamps.MIN_MILLIS, Timestamps.MAX_MILLIS);
            assertThat(Timestamps.parse(Timestamps.format(millis))).isEqualTo(millis);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1970-01-01T00:00:00Z, 0",
        "1970-01-01t01:00:00.5+01:00, 500",
        "1970-01-01T00:00:00.123456789z, 123",
        "1969-12-31T19:00:00-05:00, 0"
    })
    void fractions_and_offsets_of_others_are_understood(String text, long millis) throws Exception {
        assertThat(Timestamps.parse(text)).isEqualTo(millis);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "now",
                "1970-01-01",
                "1970-01-01T00:00:00",
                "1970-01-01 00:00:00Z",
                "1970-13-01T00:00:00Z",
                "1970-02-30T00:00:00Z",
                "1970-01-01T24:00:01Z",
                "1970-01-01T00:00:60Z",
                "1970-02-30T00:00:00.000Z",
                "1970-01-01T24:00:00.000Z",
                "1970-01-01T00:00:60.000Z",
                "1970-01-01T00:00:00.00\u0663Z",
                "1970-01-01T00:00:00.000X",
                "+1970-01-01T00:00:00Z",
                "1970-01-01T00:00:00.Z",
                "1970-01-01T00:00:00.0000000000Z",
                "1970-01-01T00:00:00+99:00",
                "1970-01-01T00:00:00Z\n"
            })
    void anything_else_is_malformed(String text) {
        assertThatThrownBy(() -> Timestamps.parse(text)).isInstanceOf(MalformedException.class);
    }
}
