// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.primitive;

import static io.pipes.crypto.Vectors.array;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipes.crypto.Vectors;
import java.security.GeneralSecurityException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Project Wycheproof's known attacks and corner cases, each primitive through the class that the suite uses. */
class WycheproofTest {
    static Stream<JsonNode> aesGcm() {
        return Vectors.ofOthers("wycheproof/aes-256-gcm.json").stream();
    }

    @ParameterizedTest
    @MethodSource
    void aesGcm(JsonNode vector) throws GeneralSecurityException {
        byte[] sealed = join(array(vector, "ct"), array(vector, "tag"));
        AesGcm cipher = new AesGcm(array(vector, "key"));

        if (!isInvalid(vector)) {
            assertThat(cipher.open(array(vector, "iv"), array(vector, "aad"), sealed))
                    .isEqualTo(array(vector, "msg"));
            assertThat(cipher.seal(array(vector, "iv"), array(vector, "aad"), array(vector, "msg")))
                    .isEqualTo(sealed);
        } else {
            assertThatThrownBy(() -> cipher.open(array(vector, "iv"), array(vector, "aad"), sealed))
                    .isInstanceOf(GeneralSecurityException.class);
        }
    }

    static Stream<JsonNode> x25519() {
        return Vectors.ofOthers("wycheproof/x25519.json").stream();
    }

    @ParameterizedTest
    @MethodSource
    void x25519(JsonNode vector) throws GeneralSecurityException {
        X25519Key key = new X25519Key(array(vector, "private"));
        byte[] peer = array(vector, "public");

        if (new String(array(vector, "shared")).chars().allMatch(c -> c == 0)) {
            assertThat(X25519Key.isPublicKey(peer)).isFalse();
            assertThatThrownBy(() -> key.agree(peer)).isInstanceOf(GeneralSecurityException.class);
        } else {
            assertThat(X25519Key.isPublicKey(peer)).isTrue();
            assertThat(key.agree(peer)).isEqualTo(array(vector, "shared"));
        }
    }

    static Stream<JsonNode> ed25519() {
        return Vectors.ofOthers("wycheproof/ed25519.json").stream();
    }

    @ParameterizedTest
    @MethodSource
    void ed25519(JsonNode vector) {
        boolean verifies = Ed25519Key.verify(array(vector, "pk"), array(vector, "msg"), array(vector, "sig"));

        assertThat(verifies).isEqualTo(!isInvalid(vector));
    }

    static Stream<JsonNode> hkdf() {
        return Vectors.ofOthers("wycheproof/hkdf-sha256.json").stream();
    }

    @ParameterizedTest
    @MethodSource
    void hkdf(JsonNode vector) {
        byte[] salt = array(vector, "salt");
        byte[] source = array(vector, "ikm");
        byte[] info = array(vector, "info");
        int size = vector.required("size").asInt();

        if (isInvalid(vector)) {
            assertThatThrownBy(() -> Hkdf.derive(salt, source, info, size))
                    .isInstanceOf(IllegalArgumentException.class);
        } else {
            assertThat(Hkdf.derive(salt, source, info, size)).isEqualTo(array(vector, "okm"));
        }
    }

    static Stream<JsonNode> hmac() {
        return Vectors.ofOthers("wycheproof/hmac-sha256.json").stream();
    }

    @ParameterizedTest
    @MethodSource
    void hmac(JsonNode vector) {
        byte[] tag = Sha256.hmac(array(vector, "key"), array(vector, "msg"));

        assertThat(java.util.Arrays.equals(tag, array(vector, "tag"))).isEqualTo(!isInvalid(vector));
    }

    private static boolean isInvalid(JsonNode vector) {
        return vector.required("result").asText().equals("invalid");
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] joined = java.util.Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }
}
