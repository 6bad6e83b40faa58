// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.base.Bytes;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WordsTest {
    @Test
    void words_are_read_back() {
        Random random = new Random(5);
        for (int i = 0; i < 1_000; i++) {
            Bytes bytes = bytes(random, 32);
            String words = Words.encode(bytes);
            assertThat(words.split(" ")).hasSize(33);
            assertThat(Words.parse(words, 32)).isEqualTo(bytes);
        }
    }

    @Test
    void all_256_words_differ_in_their_first_four_letters() {
        List<String> words = IntStream.range(0, 256)
                .mapToObj(value ->
                        Words.encode(Bytes.wrap(new byte[] {(byte) value})).split(" ")[0])
                .toList();
        assertThat(words).isSorted().allMatch(word -> word.matches("[a-z]{3,9}"));
        assertThat(new TreeSet<>(words.stream()
                        .map(word -> word.substring(0, Math.min(4, word.length())))
                        .toList()))
                .hasSize(256);
    }

    @Test
    void any_wrong_word_is_noticed() {
        String[] words = Words.encode(bytes(new Random(6), 32)).split(" ");
        String[] all = IntStream.range(0, 256)
                .mapToObj(value ->
                        Words.encode(Bytes.wrap(new byte[] {(byte) value})).split(" ")[0])
                .toArray(String[]::new);
        for (int i = 0; i < words.length; i++) {
            for (String wrong : all) {
                String[] heard = words.clone();
                heard[i] = wrong;
                assertThat(accepts(heard)).isEqualTo(wrong.equals(words[i]));
            }
        }
    }

    @Test
    void any_two_words_that_changed_places_are_noticed() {
        String[] words = Words.encode(bytes(new Random(8), 32)).split(" ");
        for (int i = 0; i < words.length; i++) {
            for (int j = i + 1; j < words.length; j++) {
                String[] heard = words.clone();
                Collections.swap(Arrays.asList(heard), i, j);
                assertThat(accepts(heard)).isEqualTo(words[i].equals(words[j]));
            }
        }
    }

    @Test
    void four_letters_of_each_word_are_enough() {
        Bytes bytes = Bytes.hex("00ff10");
        String[] words = Words.encode(bytes).toUpperCase().split(" ");
        for (int i = 0; i < words.length; i++) {
            words[i] = words[i].substring(0, Math.min(4, words[i].length()));
        }
        assertThat(Words.parse("  " + String.join(", ", words) + ".", 3)).isEqualTo(bytes);
    }

    @Test
    void what_does_not_fit_gets_a_sentence() {
        assertThatThrownBy(() -> Words.parse("acorn actor", 2)).hasMessage("These are 2 words instead of 3.");
        assertThatThrownBy(() -> Words.parse("acorn quux", 1)).hasMessage("Word number 2 is not on the list.");
        assertThatThrownBy(() -> Words.parse("aco acorn", 1)).hasMessage("Word number 1 is not on the list.");
        assertThatThrownBy(() -> Words.parse("a ".repeat(1000), 1)).hasMessage("These are too many words.");
        assertThatThrownBy(() -> Words.encode(Bytes.wrap(new byte[65]))).isInstanceOf(IllegalArgumentException.class);
    }

    /** Written down from the first version: what people wrote on paper must stay readable. */
    @Test
    void the_words_of_an_id_never_change() {
        assertThat(Words.encode(Bytes.hex("000102fdfeff"))).isEqualTo("acorn actor agent yogurt zebra zipper jungle");
    }

    private static boolean accepts(String[] words) {
        try {
            Words.parse(String.join(" ", words), words.length - 1);
            return true;
        } catch (IllegalArgumentException refused) {
            return false;
        }
    }

    private static Bytes bytes(Random random, int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return Bytes.wrap(bytes);
    }
}
