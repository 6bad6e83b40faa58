// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.shell;

import io.pipes.client.ClientException;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes a line apart as a shell does: blanks part words, quotes keep them together, a backslash keeps the next character as it is (in
 * single quotes it is one itself). Nothing is expanded.
 */
final class Words {
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean begun;
    private char quote;
    private boolean escaped;

    private Words() {}

    /** @throws ClientException {@code usage} if a quote is not closed */
    static List<String> of(String line) {
        Words split = new Words();
        line.chars().forEach(c -> split.take((char) c));
        return split.end();
    }

    private void take(char c) {
        if (escaped) {
            add(c);
            escaped = false;
        } else if (c == '\\' && quote != '\'') {
            escaped = true;
        } else if (quote != 0) {
            takeQuoted(c);
        } else if (c == '\'' || c == '"') {
            quote = c;
            // A pair of quotes with nothing between them is a word.
            begun = true;
        } else if (Character.isWhitespace(c)) {
            endWord();
        } else {
            add(c);
        }
    }

    private void takeQuoted(char c) {
        if (c == quote) {
            quote = 0;
        } else {
            add(c);
        }
    }

    private void add(char c) {
        word.append(c);
        begun = true;
    }

    private void endWord() {
        if (begun) {
            words.add(word.toString());
        }
        word.setLength(0);
        begun = false;
    }

    private List<String> end() {
        if (quote != 0 || escaped) {
            throw new ClientException(
                    "usage",
                    quote == 0
                            ? "The line ends behind a backslash; write two to mean one."
                            : "The quote " + quote + " is not closed; write \\" + quote + " to mean the character.",
                    false);
        }
        endWord();
        return words;
    }
}
