// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.command;

import io.pipes.cli.Session;
import io.pipes.cli.shell.InteractiveShell;
import io.pipes.cli.shell.ScriptShell;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pipes shell} */
@Command(
        description = "Run commands one after another on one connection, with completion and a history.",
        footer = {
            "",
            "'exit' or Ctrl-D ends it, Ctrl-C ends what runs in it. From a pipe it takes one command per line; lines",
            "that begin with # are comments, and commands in it have no standard input."
        })
public final class ShellCommand implements Callable<Integer> {
    private final Session session;

    @Option(
            names = "--keep-going",
            description = "From a pipe: go on behind a command that failed. Ends with the exit code of the first one.")
    private boolean keepGoing;

    public ShellCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws Exception {
        boolean typed = session.out().terminal().inputInteractive()
                && session.out().terminal().interactive();
        return typed ? new InteractiveShell(session).run() : new ScriptShell(session, keepGoing).run();
    }
}
