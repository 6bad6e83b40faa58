// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base.cbor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.base.MalformedException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class CborTextTest {
    /** All strings of up to two bytes, and longer ones with what matters behind, against the strict decoder of the JDK. */
    @Test
    void text_is_utf_8_exactly_where_the_jdk_says_so() {
        int[] followers = {0x7f, 0x80, 0xbf, 0xc0};
        for (int first = 0; first < 256; first++) {
            assertTextAsInJdk(first);
            for (int second = 0; second < 256; second++) {
                assertTextAsInJdk(first, second);
                for (int third : followers) {
                    assertTextAsInJdk(first, second, third);
                    for (int fourth : first < 0xe0 ? new int[0] : followers) {
                        assertTextAsInJdk(first, second, third, fourth);
                    }
                }
            }
        }
    }

    @Test
    void the_cap_of_text_counts_bytes_not_characters() throws Exception {
        byte[] text = new CborWriter().writeText("\u6c34").toByteArray();
        assertThat(new CborReader(text).readText(3)).isEqualTo("\u6c34");
        assertThatThrownBy(() -> new CborReader(text).readText(2)).isInstanceOf(MalformedException.class);
    }

    private static void assertTextAsInJdk(int... values) {
        byte[] encoded = new byte[values.length + 1];
        encoded[0] = (byte) (0x60 | values.length);
        for (int i = 0; i < values.length; i++) {
            encoded[i + 1] = (byte) values[i];
        }
        boolean accepted;
        try {
            new CborReader(encoded).readText(4);
            accepted = true;
        } catch (MalformedException refused) {
            accepted = false;
        }
        if (accepted != isUtf8InJdk(encoded)) {
            assertThat(accepted).as(HexFormat.of().formatHex(encoded)).isEqualTo(!accepted);
        }
    }

    private static boolean isUtf8InJdk(byte[] encoded) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(encoded, 1, encoded.length - 1));
            return true;
        } catch (CharacterCodingException malformed) {
            return false;
        }
    }
}
