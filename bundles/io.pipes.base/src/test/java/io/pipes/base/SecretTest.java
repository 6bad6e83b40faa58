// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SecretTest {
    @Test
    void closing_wipes_the_bytes() {
        byte[] key = {1, 2, 3};
        Secret secret = Secret.wrap(key);
        secret.close();
        secret.close();
        assertThat(key).containsOnly(0);
        assertThat(secret.isClosed()).isTrue();
        assertThatThrownBy(secret::bytes).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(secret::copy).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_copy_outlives_the_original() {
        Secret secret = Secret.copyOf(new byte[] {1, 2, 3});
        Secret copy = secret.copy();
        secret.close();
        assertThat(copy.bytes()).containsExactly(1, 2, 3);
    }

    @Test
    void the_bytes_it_gives_out_can_be_wiped_without_harm() {
        Secret secret = Secret.copyOf(new byte[] {1, 2, 3});
        secret.bytes()[0] = 0;
        assertThat(secret.bytes()).containsExactly(1, 2, 3);
        assertThat(secret.size()).isEqualTo(3);
    }

    @Test
    void printing_and_hashing_tell_nothing() {
        Secret one = Secret.copyOf(new byte[] {65, 66, 67});
        Secret other = Secret.copyOf(new byte[] {68, 69, 70});
        assertThat(one).hasToString("***");
        assertThat("key " + one).isEqualTo("key ***");
        assertThat(one).hasSameHashCodeAs(other);
    }

    @Test
    void equal_bytes_make_equal_secrets_until_they_are_wiped() {
        Secret one = Secret.copyOf(new byte[] {1, 2});
        Secret same = Secret.copyOf(new byte[] {1, 2});
        Secret other = Secret.copyOf(new byte[] {2, 1});
        assertThat(one).isEqualTo(same).isNotEqualTo(other).isNotEqualTo("***");
        one.close();
        other.close();
        assertThat(one).isEqualTo(one).isNotEqualTo(other).isNotEqualTo(Secret.wrap(new byte[2]));
    }
}
