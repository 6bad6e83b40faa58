// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.value;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.Bytes;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The two vectors of the XAES-256-GCM specification: one for each value of the carry when the subkey is made. */
class XAesGcmTest {
    @ParameterizedTest
    @CsvSource({
        "1, '', ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271",
        "3, c2sp.org/XAES-256-GCM, 986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d",
    })
    void ciphertexts_are_as_published(byte keyByte, String aad, String expected) throws Exception {
        byte[] key = new byte[32];
        Arrays.fill(key, keyByte);
        byte[] nonce = ascii("ABCDEFGHIJKLMNOPQRSTUVWX");
        XAesGcm cipher = new XAesGcm(key);

        byte[] sealed = cipher.seal(nonce, ascii(aad), ascii("XAES-256-GCM"));

        assertThat(Bytes.wrap(sealed).hex()).isEqualTo(expected);
        assertThat(cipher.open(nonce, ascii(aad), sealed)).isEqualTo(ascii("XAES-256-GCM"));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
