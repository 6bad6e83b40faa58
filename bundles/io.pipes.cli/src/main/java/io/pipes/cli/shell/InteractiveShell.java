// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.shell;

import io.pipes.cli.ExitCode;
import io.pipes.cli.Session;
import io.pipes.cli.output.Output;
import io.pipes.client.ClientException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/** Runs what a person types until {@code exit} or Ctrl-D. Ctrl-C ends the command that runs, or empties the line. */
public final class InteractiveShell {
    private static final String PROMPT = "pipes> ";
    private static final Size USUAL_SIZE = new Size(80, 24);

    private final Session session;
    private volatile @Nullable Output running;

    public InteractiveShell(Session session) {
        this.session = session;
    }

    /** @return always done: each line has told its own failure */
    public int run() throws IOException {
        try (Terminal terminal = terminal()) {
            Thread here = Thread.currentThread();
            terminal.handle(Signal.INT, signal -> interrupt(here));
            LineReader reader = reader(terminal);
            while (step(terminal, reader)) {
                // A signal that came when the command was just over must not end the next one.
                Thread.interrupted();
            }
        }
        return ExitCode.DONE;
    }

    /** With the system's own tools and no native code, so that every Java takes it without a warning. */
    private static Terminal terminal() throws IOException {
        Terminal terminal = TerminalBuilder.builder()
                .provider("exec")
                .encoding(StandardCharsets.UTF_8)
                .nativeSignals(true)
                .signalHandler(Terminal.SignalHandler.SIG_IGN)
                .build();
        if (terminal.getWidth() <= 0) {
            // Some containers and serial lines do not say.
            terminal.setSize(USUAL_SIZE);
        }
        return terminal;
    }

    private LineReader reader(Terminal terminal) throws IOException {
        LineReader reader = LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("pipes")
                .completer(new Completion(session))
                .history(new ShellHistory())
                // Exclamation marks are text here.
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .build();
        ShellHistory.configure(reader, session.home());
        return reader;
    }

    /** @return whether there is more to come */
    private boolean step(Terminal terminal, LineReader reader) {
        Output out = session.out().again(Math.max(terminal.getWidth(), 21));
        try {
            Line line = Line.of(reader.readLine(PROMPT));
            if (line.isExit()) {
                return false;
            }
            if (!line.isEmpty()) {
                run(line, terminal, out);
            }
            return true;
        } catch (UserInterruptException emptied) {
            return true;
        } catch (EndOfFileException done) {
            return false;
        } catch (ClientException unclear) {
            Line.refuse(out, unclear);
            return true;
        }
    }

    private void run(Line line, Terminal terminal, Output out) {
        running = out;
        try {
            line.run(session, out, terminal.input());
        } finally {
            running = null;
        }
    }

    /** What the command says of being interrupted is no news to who did it. */
    private void interrupt(Thread commands) {
        Output told = running;
        if (told != null) {
            told.silence();
            commands.interrupt();
        }
    }
}
