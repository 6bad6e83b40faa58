// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.primitive;

import static io.pipes.crypto.Vectors.array;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipes.crypto.Vectors;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** ML-KEM-768 and X-Wing against an implementation in another language. */
class KemVectorsTest {
    static Stream<JsonNode> mlKem() {
        return Vectors.list(Vectors.ownTree("kem.json").required("mlKem")).stream();
    }

    @ParameterizedTest
    @MethodSource
    void mlKem(JsonNode vector) throws GeneralSecurityException {
        MlKem768Key key = new MlKem768Key(array(vector, "seed"));

        Encapsulated made = MlKem768Key.encapsulate(key.publicKey(), array(vector, "random"));

        assertThat(key.publicKey()).isEqualTo(array(vector, "publicKey"));
        assertThat(made.ciphertext()).isEqualTo(array(vector, "ciphertext"));
        assertThat(made.secret()).isEqualTo(array(vector, "secret"));
        assertThat(key.decapsulate(array(vector, "ciphertext"))).isEqualTo(array(vector, "secret"));
        assertThat(key.decapsulate(array(vector, "otherCiphertext"))).isEqualTo(array(vector, "otherSecret"));
    }

    static Stream<JsonNode> xwing() {
        return Vectors.list(Vectors.ownTree("kem.json").required("xwing")).stream();
    }

    @ParameterizedTest
    @MethodSource
    void xwing(JsonNode vector) throws GeneralSecurityException {
        XWingKey key = new XWingKey(array(vector, "seed"));

        Encapsulated made = XWingKey.encapsulate(key.publicKey(), array(vector, "random"));

        assertThat(key.publicKey()).isEqualTo(array(vector, "publicKey"));
        assertThat(made.ciphertext()).isEqualTo(array(vector, "ciphertext"));
        assertThat(made.secret()).isEqualTo(array(vector, "secret"));
        assertThat(key.decapsulate(array(vector, "ciphertext"))).isEqualTo(array(vector, "secret"));
    }

    @Test
    void a_key_with_a_coefficient_out_of_range_is_refused() throws GeneralSecurityException {
        byte[] publicKey = new MlKem768Key(new byte[64]).publicKey();
        MlKem768Key.check(publicKey);

        for (int coefficient : new int[] {0, 1, 766, 767}) {
            byte[] bad = withCoefficient(publicKey, coefficient, 3329);
            assertThatThrownBy(() -> MlKem768Key.check(bad)).isInstanceOf(GeneralSecurityException.class);
            assertThatThrownBy(() -> MlKem768Key.encapsulate(bad, new byte[32]))
                    .isInstanceOf(GeneralSecurityException.class);
            MlKem768Key.check(withCoefficient(publicKey, coefficient, 3328));
        }
    }

    @Test
    void keys_and_ciphertexts_of_other_lengths_are_refused() {
        MlKem768Key key = new MlKem768Key(new byte[64]);
        XWingKey hybrid = new XWingKey(new byte[32]);

        for (int length : new int[] {0, 1, 1087, 1089, 1119, 1121}) {
            assertThatThrownBy(() -> key.decapsulate(new byte[length])).isInstanceOf(GeneralSecurityException.class);
            assertThatThrownBy(() -> hybrid.decapsulate(new byte[length])).isInstanceOf(GeneralSecurityException.class);
        }
        for (int length : new int[] {0, 1183, 1185, 1215, 1217}) {
            assertThatThrownBy(() -> MlKem768Key.check(new byte[length])).isInstanceOf(GeneralSecurityException.class);
            assertThatThrownBy(() -> XWingKey.encapsulate(new byte[length], new byte[64]))
                    .isInstanceOf(GeneralSecurityException.class);
        }
    }

    @Test
    void an_xwing_ciphertext_with_a_zero_point_is_refused() throws GeneralSecurityException {
        XWingKey key = new XWingKey(new byte[32]);
        byte[] ciphertext = XWingKey.encapsulate(key.publicKey(), new byte[64]).ciphertext();
        Arrays.fill(ciphertext, 1088, 1120, (byte) 0);

        assertThatThrownBy(() -> key.decapsulate(ciphertext)).isInstanceOf(GeneralSecurityException.class);
    }

    private static byte[] withCoefficient(byte[] key, int index, int value) {
        byte[] changed = key.clone();
        int at = index / 2 * 3;
        if (index % 2 == 0) {
            changed[at] = (byte) value;
            changed[at + 1] = (byte) (changed[at + 1] & 0xf0 | value >>> 8);
        } else {
            changed[at + 1] = (byte) (changed[at + 1] & 0x0f | value << 4);
            changed[at + 2] = (byte) (value >>> 4);
        }
        return changed;
    }
}
