// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.hpke;

import static io.pipes.crypto.Vectors.array;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipes.crypto.Vectors;
import io.pipes.crypto.primitive.Encapsulated;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HpkeVectorsTest {
    static Stream<JsonNode> vectors() {
        return Vectors.ofOthers("hpke-x25519-base.json").stream();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void the_key_schedule_gives_the_published_ciphertexts(JsonNode vector) throws GeneralSecurityException {
        DhKemX25519 kem = new DhKemX25519();
        Encapsulated made = kem.encapsulate(array(vector, "pkRm"), array(vector, "skEm"));
        assertThat(made.ciphertext()).isEqualTo(array(vector, "enc"));
        assertThat(made.secret()).isEqualTo(array(vector, "shared_secret"));
        assertThat(kem.decapsulate(array(vector, "skRm"), array(vector, "enc"))).isEqualTo(made.secret());

        HpkeContext context = new Hpke(kem).context(made.secret(), array(vector, "info"));
        byte[] baseNonce = array(vector, "base_nonce");
        for (JsonNode message : Vectors.list(vector.required("encryptions"))) {
            long sequence = sequence(baseNonce, array(message, "nonce"));
            byte[] sealed = context.seal(sequence, array(message, "aad"), array(message, "plaintext"));
            assertThat(sealed).isEqualTo(array(message, "ciphertext"));
            assertThat(context.open(sequence, array(message, "aad"), sealed)).isEqualTo(array(message, "plaintext"));
        }
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void sealing_in_one_step_is_the_encapsulation_and_the_first_message(JsonNode vector)
            throws GeneralSecurityException {
        Hpke hpke = new Hpke(new DhKemX25519());
        JsonNode first = vector.required("encryptions").get(0);

        byte[] sealed = hpke.seal(
                array(vector, "pkRm"),
                array(vector, "info"),
                array(first, "aad"),
                array(first, "plaintext"),
                array(vector, "skEm"));

        assertThat(Arrays.copyOf(sealed, 32)).isEqualTo(array(vector, "enc"));
        assertThat(Arrays.copyOfRange(sealed, 32, sealed.length)).isEqualTo(array(first, "ciphertext"));
        assertThat(hpke.open(array(vector, "skRm"), array(vector, "info"), array(first, "aad"), sealed))
                .isEqualTo(array(first, "plaintext"));
    }

    private static long sequence(byte[] baseNonce, byte[] nonce) {
        long sequence = 0;
        for (int i = 4; i < nonce.length; i++) {
            sequence = sequence << 8 | (baseNonce[i] ^ nonce[i]) & 0xff;
        }
        return sequence;
    }
}
