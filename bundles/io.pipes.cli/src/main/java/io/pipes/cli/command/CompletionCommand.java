// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.command;

import io.pipes.cli.Program;
import io.pipes.cli.Session;
import picocli.AutoComplete;
import picocli.CommandLine.Command;

/** {@code pipes completion} */
@Command(description = "Print completion for bash: source <(pipes completion)")
public final class CompletionCommand implements Runnable {
    private final Session session;

    public CompletionCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        session.out().say(AutoComplete.bash("pipes", Program.allCommands(session)));
    }
}
