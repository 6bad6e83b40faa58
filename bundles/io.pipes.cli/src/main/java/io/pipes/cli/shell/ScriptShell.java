// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.shell;

import io.pipes.cli.ExitCode;
import io.pipes.cli.Session;
import io.pipes.cli.command.LineInput;
import io.pipes.cli.output.Output;
import io.pipes.client.ClientException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Runs commands from a pipe, one per line of at most 1 MiB, until one fails. */
public final class ScriptShell {
    private final Session session;
    private final boolean keepGoing;

    public ScriptShell(Session session, boolean keepGoing) {
        this.session = session;
        this.keepGoing = keepGoing;
    }

    /** @return the exit code of the first command that failed */
    public int run() {
        LineInput lines = new LineInput(session.in());
        int first = ExitCode.DONE;
        for (byte[] line = lines.read(); line != null; line = lines.read()) {
            Output out = session.out().again(session.out().terminal().columns());
            try {
                Line command = Line.of(new String(line, StandardCharsets.UTF_8));
                if (command.isExit()) {
                    break;
                }
                int code = command.isEmpty() ? first : command.run(session, out, InputStream.nullInputStream());
                first = first == ExitCode.DONE ? code : first;
            } catch (ClientException unclear) {
                int code = Line.refuse(out, unclear);
                first = first == ExitCode.DONE ? code : first;
            }
            if (first != ExitCode.DONE && !keepGoing || out.isClosed()) {
                break;
            }
        }
        return first;
    }
}
