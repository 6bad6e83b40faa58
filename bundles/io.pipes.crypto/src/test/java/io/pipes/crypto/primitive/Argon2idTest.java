// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.primitive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** The algorithm itself is checked byte for byte by the keystore's vectors. */
class Argon2idTest {
    @Test
    void the_standard_cost_is_64_MiB_three_passes_four_lanes() {
        assertThat(Argon2id.STANDARD).isEqualTo(new Argon2id(65_536, 3, 4));
    }

    @Test
    void salt_and_passphrase_both_matter() {
        Argon2id cheap = new Argon2id(8_192, 1, 1);
        byte[] salt = new byte[Argon2id.SALT_BYTES];
        byte[] key = cheap.stretch(new byte[] {1}, salt, 32);

        assertThat(cheap.stretch(new byte[] {1}, salt, 32)).isEqualTo(key);
        assertThat(cheap.stretch(new byte[] {2}, salt, 32)).isNotEqualTo(key);
        salt[0] = 1;
        assertThat(cheap.stretch(new byte[] {1}, salt, 32)).isNotEqualTo(key);
    }

    @Test
    void a_cost_that_protects_nothing_or_stops_the_machine_is_refused() {
        assertThat(Argon2id.inBounds(8_192, 1, 1)).isTrue();
        assertThat(Argon2id.inBounds(1_048_576, 16, 16)).isTrue();
        for (int[] cost :
                new int[][] {{8_191, 1, 1}, {1_048_577, 1, 1}, {8_192, 0, 1}, {8_192, 17, 1}, {8_192, 1, 0}}) {
            assertThat(Argon2id.inBounds(cost[0], cost[1], cost[2])).isFalse();
            assertThatThrownBy(() -> new Argon2id(cost[0], cost[1], cost[2]))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
