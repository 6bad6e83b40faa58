// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SeededRandomnessTest {
    @Test
    void the_numbers_are_those_of_splitmix64_for_ever() {
        SeededRandomness randomness = new SeededRandomness(1_234_567);

        assertThat(randomness.nextLong()).isEqualTo(6_457_827_717_110_365_317L);
        assertThat(randomness.nextLong()).isEqualTo(3_203_168_211_198_807_973L);
    }

    @Test
    void a_split_depends_on_seed_and_name_only() {
        SeededRandomness used = new SeededRandomness(5);
        used.nextLong();

        assertThat(used.split("node").nextLong())
                .isEqualTo(new SeededRandomness(5).split("node").nextLong())
                .isNotEqualTo(new SeededRandomness(5).split("edon").nextLong())
                .isNotEqualTo(new SeededRandomness(6).split("node").nextLong());
    }

    @Test
    void numbers_below_a_bound_are_about_equally_likely() {
        SeededRandomness randomness = new SeededRandomness(9);
        int[] counts = new int[7];
        for (int i = 0; i < 70_000; i++) {
            counts[randomness.nextInt(7)]++;
        }

        for (int count : counts) {
            assertThat(count).isBetween(9_500, 10_500);
        }
        assertThatThrownBy(() -> randomness.nextInt(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_fill_reaches_the_last_byte() {
        byte[] bytes = new byte[13];
        new SeededRandomness(3).fill(bytes);

        assertThat(bytes[12]).isNotZero();
        assertThat(bytes).isEqualTo(new SeededRandomness(3).bytes(13));
    }
}
