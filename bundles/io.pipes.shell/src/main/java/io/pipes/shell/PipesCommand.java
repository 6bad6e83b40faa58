// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.shell;

import io.pipes.cli.Leaf;
import io.pipes.cli.Program;
import io.pipes.cli.output.Output;
import io.pipes.cli.output.Terminal;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.karaf.shell.api.console.Command;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Parser;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;

/**
 * One command of the program, {@code pipes network create} as {@code pipes:network-create}: the same arguments, options and answers, over
 * the API, for the node of this container.
 */
final class PipesCommand implements Command {
    private static final String SCOPE = "pipes";

    /** They begin, end or replace processes, which is the container's own affair, or are shells themselves. */
    private static final Set<String> NOT_HERE = Set.of("demo", "start", "stop", "restore", "shell", "completion");

    private static final int USUAL_COLUMNS = 80;

    private final Leaf leaf;
    private final Path home;

    private PipesCommand(Leaf leaf, Path home) {
        this.leaf = leaf;
        this.home = home;
    }

    /** @param home of the container's node */
    static List<PipesCommand> of(List<Leaf> leaves, Path home) {
        return leaves.stream()
                .filter(leaf -> !NOT_HERE.contains(leaf.words().get(0)))
                .map(leaf -> new PipesCommand(leaf, home))
                .toList();
    }

    @Override
    public String getScope() {
        return SCOPE;
    }

    @Override
    public String getName() {
        return String.join("-", leaf.words());
    }

    @Override
    public String getDescription() {
        return leaf.description();
    }

    @Override
    public @Nullable Completer getCompleter(boolean scripted) {
        return null;
    }

    @Override
    public @Nullable Parser getParser() {
        return null;
    }

    /** @return nothing: what there is to say was printed */
    @Override
    public @Nullable Object execute(Session session, List<Object> arguments) throws Exception {
        PrintStream console = session.getConsole();
        Output out = new Output(console, console, terminal(session));
        int code = new Program(out, session.getKeyboard()).run(line(arguments));
        if (code != 0) {
            // So that a script ends here; the sentence about it was printed.
            throw new IllegalStateException(SCOPE + ":" + getName() + " ended with code " + code);
        }
        return null;
    }

    private String[] line(List<Object> arguments) {
        List<String> line = new ArrayList<>(leaf.words());
        arguments.forEach(argument -> line.add(String.valueOf(argument)));
        line.add(leaf.words().size(), "--home");
        line.add(leaf.words().size() + 1, home.toString());
        return line.toArray(String[]::new);
    }

    private static Terminal terminal(Session session) {
        org.apache.karaf.shell.api.console.Terminal terminal = session.getTerminal();
        boolean typed = terminal != null;
        int columns = typed ? terminal.getWidth() : USUAL_COLUMNS;
        return new Terminal(typed, columns > 20 ? columns : USUAL_COLUMNS, typed, typed);
    }
}
