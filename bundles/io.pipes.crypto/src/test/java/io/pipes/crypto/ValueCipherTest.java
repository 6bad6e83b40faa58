// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.Randomness;
import io.pipes.base.Secret;
import io.pipes.spi.crypto.ValueCipher;
import org.junit.jupiter.api.Test;

class ValueCipherTest {
    private static final Bytes PLACE = Bytes.utf8("segment 4, offset 100");
    private static final Bytes VALUE = Bytes.utf8("the value");

    private final Pipes1Suite suite = new Pipes1Suite();
    private final Randomness randomness = new SeededRandomness(1);
    private final ValueCipher cipher = suite.valueCipher(Secret.random(randomness, 32), randomness);

    @Test
    void a_value_opens_at_its_place_and_nowhere_else() throws MalformedException {
        Bytes sealed = cipher.seal(PLACE, VALUE);

        assertThat(cipher.open(PLACE, sealed)).isEqualTo(VALUE);
        assertThatThrownBy(() -> cipher.open(Bytes.utf8("segment 4, offset 200"), sealed))
                .isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> cipher.open(Bytes.EMPTY, sealed)).isInstanceOf(MalformedException.class);
    }

    @Test
    void any_changed_byte_is_noticed() {
        for (Bytes damaged : Tampered.copiesOf(cipher.seal(PLACE, VALUE))) {
            assertThatThrownBy(() -> cipher.open(PLACE, damaged)).isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void the_same_value_sealed_twice_looks_different() {
        assertThat(cipher.seal(PLACE, VALUE)).isNotEqualTo(cipher.seal(PLACE, VALUE));
    }

    @Test
    void another_key_does_not_open_it() {
        ValueCipher other = suite.valueCipher(Secret.random(randomness, 32), randomness);
        Bytes sealed = cipher.seal(PLACE, VALUE);

        assertThatThrownBy(() -> other.open(PLACE, sealed)).isInstanceOf(MalformedException.class);
    }
}
