// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Where in the tree of commands a line has come to that is still being typed. */
final class Place {
    private CommandSpec command;
    private int positionals;
    private @Nullable OptionSpec pending;
    private @Nullable String network;

    private Place(CommandSpec root) {
        command = root;
    }

    /** @param words those before the one that is being typed */
    static Place behind(CommandSpec root, List<String> words) {
        Place place = new Place(root);
        words.forEach(place::pass);
        return place;
    }

    private void pass(String word) {
        OptionSpec option = pending;
        if (option != null) {
            pending = null;
            note(option, word);
            return;
        }
        if (word.startsWith("-")) {
            passOption(word);
            return;
        }
        CommandLine sub = command.subcommands().get(word);
        if (sub == null) {
            positionals++;
        } else {
            command = sub.getCommandSpec();
        }
    }

    private void passOption(String word) {
        int equals = word.indexOf('=');
        OptionSpec option = command.findOption(equals < 0 ? word : word.substring(0, equals));
        if (option == null) {
            return;
        }
        if (equals >= 0) {
            note(option, word.substring(equals + 1));
        } else if (option.arity().max() > 0) {
            pending = option;
        }
    }

    private void note(OptionSpec option, String value) {
        if (option.longestName().equals("--network")) {
            network = value;
        }
    }

    /** Which network the line has named so far. */
    Optional<String> network() {
        return Optional.ofNullable(network);
    }

    /** The words of the command so far, without the program's. */
    String command() {
        return command.qualifiedName(" ").replaceFirst("^\\S+ ?", "");
    }

    /** What the next word is a value of, unless it is an option's name or a subcommand. */
    Optional<ArgSpec> wanted() {
        if (pending != null) {
            return Optional.of(pending);
        }
        return command.positionalParameters().stream()
                .filter(parameter -> parameter.index().contains(positionals))
                .<ArgSpec>map(PositionalParamSpec.class::cast)
                .findFirst();
    }

    /** Subcommands, where one may follow. */
    List<String> commands() {
        return pending == null ? List.copyOf(command.subcommands().keySet()) : List.of();
    }

    /** Names of options, where one may follow. */
    List<String> options() {
        List<String> names = new ArrayList<>();
        if (pending == null) {
            command.options().stream().map(OptionSpec::longestName).forEach(names::add);
        }
        return names;
    }
}
