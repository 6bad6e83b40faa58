// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli;

import io.pipes.cli.output.Output;
import io.pipes.client.ClientException;
import io.pipes.client.NodeClient;
import io.pipes.client.home.Door;
import io.pipes.client.home.Home;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;

/** One run of the program, from its arguments to its exit code. */
public final class Program {
    /** A command in a node's sentence that lacks its home; an invitation comes from another node. */
    private static final Pattern COMMAND = Pattern.compile("'pipes (?!network invite)((?:(?! --home )[^'])+)'");

    private final Output out;
    private final InputStream in;
    private final Connection connection;

    public Program(Output out, InputStream in) {
        this(out, in, Door::open);
    }

    Program(Output out, InputStream in, Function<Home, NodeClient> door) {
        this(out, in, new Connection(door));
    }

    Program(Output out, InputStream in, Connection connection) {
        this.out = out;
        this.in = in;
        this.connection = connection;
    }

    public int run(String... typed) {
        try (connection) {
            return line(new Globals(), typed);
        }
    }

    /** @param globals what counts where the line says nothing else */
    int line(Globals globals, String... typed) {
        String[] arguments = Habits.translate(typed);
        if (globals.json || Arrays.asList(arguments).contains("--json")) {
            out.forPrograms();
        }
        Session session = new Session(globals, out, in, connection);
        return commandLine(globals, session, arguments).execute(arguments);
    }

    private CommandLine commandLine(Globals globals, Session session, String... arguments) {
        CommandLine line = commandLine(globals);
        Nouns.forArguments(arguments).forEach((name, noun) -> {
            CommandLine sub = new CommandLine(noun.apply(session));
            sub.registerConverter(Duration.class, new Durations());
            line.addSubcommand(name, sub);
        });
        line.registerConverter(Duration.class, new Durations());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        // What somebody types is what is sent, also when it begins with @ and a file of that name is there.
        line.setExpandAtFiles(false);
        line.setUsageHelpAutoWidth(false);
        line.setUsageHelpWidth(Math.max(55, Math.min(120, out.terminal().columns())));
        line.setUsageHelpLongOptionsMaxWidth(30);
        line.setColorScheme(CommandLine.Help.defaultColorScheme(out.terminal().interactive() ? Ansi.ON : Ansi.OFF));
        line.setParameterExceptionHandler((trouble, args) -> usage(trouble));
        line.setExecutionExceptionHandler((trouble, command, result) -> failed(trouble, command, session));
        return line;
    }

    private static CommandLine commandLine(Globals globals) {
        return new CommandLine(globals);
    }

    /** Every command, for completion. */
    public static CommandLine allCommands(Session session) {
        CommandLine line = new CommandLine(new Globals());
        Nouns.forArguments().forEach((name, noun) -> line.addSubcommand(name, noun.apply(session)));
        return line;
    }

    private int usage(ParameterException trouble) {
        CommandLine command = trouble.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        if (isIncomplete(command, trouble)) {
            return incomplete(command, name);
        }
        out.failure("usage", Misuse.sentence(trouble) + " '" + typed(name) + " --help' explains it.", false);
        return ExitCode.USAGE;
    }

    private static boolean isIncomplete(CommandLine command, ParameterException trouble) {
        return !command.getSubcommands().isEmpty()
                && String.valueOf(trouble.getMessage()).startsWith("Missing required subcommand");
    }

    /** Only the beginning of a command was typed: people get the help. */
    private int incomplete(CommandLine command, String name) {
        String verbs = String.join(", ", command.getSubcommands().keySet());
        out.failure("usage", "'" + name + "' needs one more word: " + verbs + ".", false);
        if (!out.isForPrograms()) {
            out.note("'" + typed(name) + " --help' explains them.");
        }
        return ExitCode.USAGE;
    }

    /** As the person calls the program, so that it can be copied. */
    private static String typed(String name) {
        return Home.program() + name.substring("pipes".length());
    }

    private int failed(Exception trouble, CommandLine command, Session session) {
        ClientException failure = asFailure(trouble);
        out.failure(failure.code(), sentence(failure, command, session), failure.retry());
        return ExitCode.of(failure.code());
    }

    private static ClientException asFailure(@Nullable Throwable trouble) {
        if (trouble instanceof ClientException known) {
            return known;
        }
        if (trouble instanceof InterruptedException) {
            return new ClientException("cancelled", "Interrupted.", false);
        }
        if (trouble instanceof FileSystemException file) {
            String reason = file.getReason() == null ? file.getClass().getSimpleName() : file.getReason();
            return new ClientException(
                    "storage", "The file " + file.getFile() + " cannot be used: " + reason + ".", false);
        }
        return new ClientException("internal", "This should not happen, please report it: " + trouble, false);
    }

    /** The node says what it needs to know; only this program knows the option that tells it, and how it was called. */
    private static String sentence(ClientException failure, CommandLine command, Session session) {
        String sentence = COMMAND.matcher(String.valueOf(failure.getMessage()))
                .replaceAll(
                        words -> Matcher.quoteReplacement("'" + session.home().command(words.group(1)) + "'"));
        if (!failure.code().equals("ambiguous")) {
            return sentence;
        }
        if (sentence.endsWith("which network you mean.")) {
            return sentence + " Add --network NAME.";
        }
        boolean chooses = command.getCommandSpec().findOption("--as") != null;
        return chooses && sentence.endsWith("which identity you mean.") ? sentence + " Add --as NAME." : sentence;
    }
}
