// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DelayTest {
    @Test
    void each_class_is_twice_as_long_as_the_one_before() {
        assertThat(Delay.of(micros(1))).isZero();
        assertThat(Delay.of(micros(250))).isZero();
        assertThat(Delay.of(micros(251))).isEqualTo(1);
        assertThat(Delay.of(micros(500))).isEqualTo(1);
        assertThat(Delay.of(Duration.ofMillis(50))).isEqualTo(8);
        assertThat(Delay.of(Duration.ofMinutes(1))).isEqualTo(15);
    }

    @Test
    void a_measurement_near_the_limit_changes_nothing() {
        assertThat(Delay.of(micros(1_000), 1)).isEqualTo(1);
        assertThat(Delay.of(micros(1_001), 1)).isEqualTo(3);
        assertThat(Delay.of(micros(125), 1)).isEqualTo(1);
        assertThat(Delay.of(micros(124), 1)).isZero();
        assertThat(Delay.of(Duration.ofMinutes(1), 15)).isEqualTo(15);
    }

    @Test
    void a_class_stands_for_the_middle_of_its_range() {
        assertThat(Delay.duration(Delay.units(2))).isEqualTo(micros(750));
    }

    private static Duration micros(long micros) {
        return Duration.ofNanos(1_000 * micros);
    }
}
