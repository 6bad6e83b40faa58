// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base.cbor;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("long")
class CborRoundTripTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void what_was_written_is_read_back_and_written_the_same(long seed) throws Exception {
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            Object tree = CborTrees.random(random, 5);
            byte[] encoded = CborTrees.write(tree);
            assertThat(CborTrees.read(encoded)).isEqualTo(tree);
            assertThat(new CborReader(encoded).readEncoded(encoded.length)).isEqualTo(Bytes.wrap(encoded));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void whatever_is_accepted_has_only_this_encoding(long seed) {
        Random random = new Random(seed);
        int accepted = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] encoded = mutated(random, CborTrees.write(CborTrees.random(random, 3)));
            try {
                assertThat(CborTrees.write(CborTrees.read(encoded))).isEqualTo(encoded);
                accepted++;
            } catch (MalformedException refused) {
                assertThat(refused.reason()).isNotBlank();
            }
        }
        assertThat(accepted).isBetween(1_000, 19_000);
    }

    static byte[] mutated(Random random, byte[] encoded) {
        for (int left = random.nextInt(3); left > 0 && encoded.length > 0; left--) {
            int at = random.nextInt(Math.min(encoded.length, 64));
            encoded[at] =
                    random.nextBoolean() ? (byte) random.nextInt() : (byte) (encoded[at] ^ 1 << random.nextInt(8));
        }
        return encoded;
    }
}
