// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.base.Bytes;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Base32CheckTest {
    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final String KIND = "node";

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 16, 20, 32, 51})
    void what_was_written_is_read_back(int size) {
        Random random = new Random(size);
        for (int i = 0; i < 200; i++) {
            Bytes data = bytes(random, size);
            String text = Base32Check.encode(KIND, data);
            assertThat(text).hasSize(Base32Check.length(size)).matches("[" + ALPHABET + "]*");
            assertThat(Base32Check.decode(KIND, text, size)).isEqualTo(data);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 32})
    void any_single_wrong_symbol_is_noticed(int size) {
        String text = Base32Check.encode(KIND, bytes(new Random(1), size));
        for (int i = 0; i < text.length(); i++) {
            for (char wrong : ALPHABET.toCharArray()) {
                if (wrong != text.charAt(i)) {
                    assertRefused(text.substring(0, i) + wrong + text.substring(i + 1), size);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 32})
    void any_two_symbols_that_changed_places_are_noticed(int size) {
        for (int seed = 0; seed < 20; seed++) {
            String text = Base32Check.encode(KIND, bytes(new Random(seed), size));
            for (int i = 0; i < text.length(); i++) {
                for (int j = i + 1; j < text.length(); j++) {
                    StringBuilder swapped = new StringBuilder(text);
                    swapped.setCharAt(i, text.charAt(j));
                    swapped.setCharAt(j, text.charAt(i));
                    if (text.charAt(i) != text.charAt(j)) {
                        assertRefused(swapped.toString(), size);
                    }
                }
            }
        }
    }

    @Test
    void four_wrong_symbols_are_noticed_wherever_they_are() {
        Random random = new Random(4);
        for (int i = 0; i < 20_000; i++) {
            String text = Base32Check.encode(KIND, bytes(random, 32));
            StringBuilder wrong = new StringBuilder(text);
            for (int error = 0; error < 4; error++) {
                wrong.setCharAt(random.nextInt(text.length()), ALPHABET.charAt(random.nextInt(32)));
            }
            if (!wrong.toString().equals(text)) {
                assertRefused(wrong.toString(), 32);
            }
        }
    }

    @Test
    void an_id_of_another_kind_is_noticed() {
        String text = Base32Check.encode("network", bytes(new Random(2), 32));
        assertThatThrownBy(() -> Base32Check.decode("node", text, 32))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("This is not a node id: its check symbols do not match")
                .hasMessageNotContaining(text);
    }

    /** The check symbols of these texts are right. */
    @ParameterizedTest
    @ValueSource(strings = {"019kmdzb", "02701vhm", "03tpnec6"})
    void bits_beyond_the_last_byte_must_be_zero(String text) {
        assertThatThrownBy(() -> Base32Check.decode(KIND, text, 1))
                .hasMessage("This is not a node id: its last bits are not zero.");
        assertThat(Base32Check.encode(KIND, Bytes.hex("00"))).isEqualTo("00m50r2s");
    }

    @Test
    void people_may_write_it_their_own_way() {
        Bytes data = Bytes.hex("0842108421084210ffffffffffffffff");
        String text = Base32Check.encode(KIND, data);
        assertThat(text).startsWith("1111111111");
        String dictated = " "
                + text.toUpperCase()
                        .replaceFirst("1", "I")
                        .replaceFirst("1", "l")
                        .replace("0", "O");
        assertThat(Base32Check.decode(KIND, dictated.substring(0, 9) + "-" + dictated.substring(9), 16))
                .isEqualTo(data);
    }

    @Test
    void a_beginning_is_brought_into_the_form_ids_are_written_in() {
        assertThat(Base32Check.normalise("AB-oI l")).isEqualTo("ab011");
        assertThat(Base32Check.normalise("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "u", "é", "0000", "\u0660", "a\nb", "\u212a"})
    void what_is_not_an_id_gets_a_sentence(String text) {
        assertThatThrownBy(() -> Base32Check.decode(KIND, text, 16))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("This is not")
                .hasMessageEndingWith(".");
    }

    @Test
    void a_very_long_text_is_refused_before_it_is_looked_at() {
        assertThatThrownBy(() -> Base32Check.normalise("0".repeat(1 << 20))).hasMessage("This is too long for an id.");
        assertThatThrownBy(() -> Base32Check.encode(KIND, Bytes.wrap(new byte[52])))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Written down from the first version: ids that people keep must stay readable. */
    @Test
    void the_text_of_an_id_never_changes() {
        assertThat(Base32Check.encode(
                        "node", Bytes.hex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")))
                .isEqualTo("000g40r40m30e209185gr38e1w8124gk2gahc5rr34d1p70x3rfgt9qs5b");
        assertThat(Base32Check.encode("message", Bytes.hex("000102030405060708090a0b0c0d0e0f")))
                .isEqualTo("000g40r40m30e209185gr38e1wwzret9");
    }

    private static boolean accepts(String text, int size) {
        try {
            Base32Check.decode(KIND, text, size);
            return true;
        } catch (IllegalArgumentException refused) {
            return false;
        }
    }

    private static void assertRefused(String text, int size) {
        assertThat(accepts(text, size)).as(text).isFalse();
    }

    private static Bytes bytes(Random random, int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return Bytes.wrap(bytes);
    }
}
