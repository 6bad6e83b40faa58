// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a line that was not understood, and how it is written. */
final class Misuse {
    private Misuse() {}

    static String sentence(ParameterException trouble) {
        if (trouble instanceof UnmatchedArgumentException unmatched) {
            return unmatched(unmatched);
        }
        String sentence =
                String.valueOf(trouble.getMessage()).replaceFirst(" is not an? (int|long)$", " is not a whole number");
        return sentence.endsWith(".") ? sentence : sentence + ".";
    }

    private static String unmatched(UnmatchedArgumentException trouble) {
        CommandLine command = trouble.getCommandLine();
        String word = trouble.getUnmatched().get(0);
        boolean option = word.startsWith("-");
        if (takesText(command)) {
            return option
                    ? unknown("option", word, trouble) + " If it is the text, write -- before it."
                    : "'" + word + "' is one word too many: put the text in quotes.";
        }
        if (!option && command.getSubcommands().isEmpty()) {
            return "'" + command.getCommandSpec().qualifiedName() + "' takes no more words, but '" + word
                    + "' follows.";
        }
        return unknown("command or option", word, trouble);
    }

    private static String unknown(String what, String word, UnmatchedArgumentException trouble) {
        String sentence = "There is no " + what + " '" + word + "' here";
        List<String> likely = word.contains(" ") ? List.of() : trouble.getSuggestions();
        return likely.isEmpty() ? sentence + "." : sentence + "; did you mean '" + likely.get(0) + "'?";
    }

    private static boolean takesText(CommandLine command) {
        return command.getCommandSpec().positionalParameters().stream()
                .map(PositionalParamSpec::paramLabel)
                .anyMatch(label -> label.contains("TEXT"));
    }
}
