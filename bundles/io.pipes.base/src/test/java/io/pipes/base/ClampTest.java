// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ClampTest {
    private static final long MIN = Long.MIN_VALUE;
    private static final long MAX = Long.MAX_VALUE;
    private static final BigInteger LEAST = BigInteger.valueOf(MIN);
    private static final BigInteger MOST = BigInteger.valueOf(MAX);

    @Test
    void results_stop_at_the_ends_of_the_range() {
        assertThat(Clamp.add(MAX, 1)).isEqualTo(MAX);
        assertThat(Clamp.add(MIN, -1)).isEqualTo(MIN);
        assertThat(Clamp.subtract(MIN, 1)).isEqualTo(MIN);
        assertThat(Clamp.subtract(0, MIN)).isEqualTo(MAX);
        assertThat(Clamp.multiply(MIN, -1)).isEqualTo(MAX);
        assertThat(Clamp.multiply(MAX, -2)).isEqualTo(MIN);
    }

    @Test
    void it_agrees_with_arithmetic_without_limits() {
        long[] edges = {0, 1, -1, 2, -2, MIN, MIN + 1, MAX, MAX - 1, 1L << 31, 1L << 32, -(1L << 31), 3_037_000_500L};
        Random random = new Random(42);
        for (int i = 0; i < 100_000; i++) {
            long a = i % 3 == 0 ? edges[random.nextInt(edges.length)] : random.nextLong() >> random.nextInt(64);
            long b = i % 2 == 0 ? edges[random.nextInt(edges.length)] : random.nextLong() >> random.nextInt(64);
            BigInteger bigA = BigInteger.valueOf(a);
            BigInteger bigB = BigInteger.valueOf(b);
            assertThat(Clamp.add(a, b)).isEqualTo(clamped(bigA.add(bigB)));
            assertThat(Clamp.subtract(a, b)).isEqualTo(clamped(bigA.subtract(bigB)));
            assertThat(Clamp.multiply(a, b)).isEqualTo(clamped(bigA.multiply(bigB)));
        }
    }

    @Test
    void a_number_outside_becomes_the_nearest_inside() {
        assertThat(Clamp.between(MAX, 1, 5)).isEqualTo(5);
        assertThat(Clamp.between(MIN, 1, 5)).isEqualTo(1);
        assertThat(Clamp.between(3L, 1L, 5L)).isEqualTo(3L);
        assertThat(Clamp.toInt(1L << 31)).isEqualTo(Integer.MAX_VALUE);
        assertThat(Clamp.toInt(MIN)).isEqualTo(Integer.MIN_VALUE);
        assertThatThrownBy(() -> Clamp.between(0, 2, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_required_range_is_bad_input_outside() throws Exception {
        assertThat(Clamp.require(5, 1, 5, "port")).isEqualTo(5);
        assertThat(Clamp.require(1, 1, 5, "port")).isEqualTo(1);
        assertThatThrownBy(() -> Clamp.require(6, 1, 5, "port"))
                .isInstanceOf(MalformedException.class)
                .hasMessage("port is out of range");
        assertThatThrownBy(() -> Clamp.require(0, 1, 5, "port")).isInstanceOf(MalformedException.class);
    }

    private static long clamped(BigInteger value) {
        return value.max(LEAST).min(MOST).longValueExact();
    }
}
