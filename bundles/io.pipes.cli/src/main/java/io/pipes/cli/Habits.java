// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli;

import java.util.ArrayList;
import java.util.List;

/** What fingers type because other programs have it, in this program's words: {@code help}, {@code --version}, {@code -V}. */
final class Habits {
    private Habits() {}

    static String[] translate(String... arguments) {
        List<String> words = new ArrayList<>(List.of(arguments));
        int first = Nouns.firstAfterGlobals(arguments);
        if (first == words.size()) {
            return arguments;
        }
        switch (words.get(first)) {
            case "help" -> {
                words.remove(first);
                words.add("--help");
            }
            case "--version", "-V" -> words.set(first, "version");
            default -> {
                // It is one of our own words, or will be told that it is none.
            }
        }
        return words.toArray(String[]::new);
    }
}
