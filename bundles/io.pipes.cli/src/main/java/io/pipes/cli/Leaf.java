// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli;

import io.pipes.cli.output.Output;
import io.pipes.cli.output.Terminal;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A command that does something, at the end of a branch of the tree of commands.
 *
 * @param words how it is typed, such as {@code network}, {@code create}
 * @param description one sentence
 */
public record Leaf(List<String> words, String description) {
    /** All of them, in the order of the help. */
    public static List<Leaf> all() {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        Session nobody = new Session(
                new Globals(),
                new Output(nowhere, nowhere, Terminal.none()),
                InputStream.nullInputStream(),
                new Connection(home -> {
                    throw new IllegalStateException("Only looked at");
                }));
        return below(Program.allCommands(nobody), List.of()).toList();
    }

    private static Stream<Leaf> below(CommandLine command, List<String> words) {
        if (command.getSubcommands().isEmpty()) {
            CommandSpec spec = command.getCommandSpec();
            return Stream.of(
                    new Leaf(words, String.join(" ", spec.usageMessage().description())));
        }
        return command.getSubcommands().entrySet().stream().flatMap(sub -> {
            List<String> longer = new ArrayList<>(words);
            longer.add(sub.getKey());
            return below(sub.getValue(), List.copyOf(longer));
        });
    }
}
