// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.client.ClientException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "network list | network|list",
                "  spread   out  | spread|out",
                "send bob 'two words' | send|bob|two words",
                "send bob \"it's\" | send|bob|it's",
                "--key=\"a b\" | --key=a b",
                "a\\ b | a b",
                "'back\\slash' | back\\slash",
                "\"quoted \\\" quote\" | quoted \" quote",
                "$HOME *.txt | $HOME|*.txt"
            },
            delimiterString = " | ")
    void a_line_is_taken_apart_as_a_shell_does(String line, String words) {
        assertThat(Words.of(line)).containsExactly(words.split("\\|"));
    }

    @Test
    void a_pair_of_quotes_is_a_word_and_blanks_are_none() {
        assertThat(Words.of("send bob ''")).containsExactly("send", "bob", "");
        assertThat(Words.of(" \t ")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"send bob 'open", "send bob \"open", "send bob open\\"})
    void what_is_not_closed_is_told(String line) {
        assertThatThrownBy(() -> Words.of(line))
                .isInstanceOf(ClientException.class)
                .hasMessageContaining("write");
    }
}
