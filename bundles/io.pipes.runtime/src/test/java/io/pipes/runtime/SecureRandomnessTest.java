// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SecureRandomnessTest {
    private final SecureRandomness randomness = new SecureRandomness();

    @Test
    void the_whole_array_is_filled_and_never_the_same() {
        Set<Long> seen = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            byte[] bytes = randomness.bytes(64);
            int zeros = 0;
            for (byte one : bytes) {
                zeros += one == 0 ? 1 : 0;
            }
            assertThat(zeros).isLessThan(12);
            seen.add(randomness.nextLong());
        }
        assertThat(seen).hasSize(100);
    }

    @Test
    void numbers_stay_below_the_bound_and_reach_every_value() {
        Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            seen.add(randomness.nextInt(7));
        }
        assertThat(seen).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6);
        assertThatThrownBy(() -> randomness.nextInt(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
