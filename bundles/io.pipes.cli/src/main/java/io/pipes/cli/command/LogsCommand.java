// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.command;

import io.pipes.cli.ExitCode;
import io.pipes.cli.Session;
import io.pipes.cli.log.LogFollower;
import io.pipes.cli.log.LogLine;
import io.pipes.client.ClientException;
import io.pipes.client.home.NodeProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pipes logs} */
@Command(description = "Show what the node has logged; also of one that does not run.")
public final class LogsCommand implements Callable<Integer> {
    private final Session session;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on as the log grows; Ctrl-C ends.")
    private boolean follow;

    @Option(names = "--lines", paramLabel = "N", description = "How many lines from the end. Default: 50.")
    private int lines = 50;

    public LogsCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (lines < 0) {
            throw new ClientException("usage", "--lines is at least 0, not " + lines + ".", false);
        }
        Path log = session.home().nodeLog();
        if (!Files.exists(log)) {
            throw new ClientException("not_found", "There is no log in " + session.home() + ": " + reason(), false);
        }
        try (LogFollower follower = LogFollower.begin(log, lines, this::print)) {
            while (follow && !session.out().isClosed()) {
                TimeUnit.MILLISECONDS.sleep(200);
                follower.more(this::print);
            }
        }
        return ExitCode.DONE;
    }

    private String reason() {
        return NodeProcess.of(session.home())
                .filter(NodeProcess::isContainer)
                .map(container ->
                        "the node is part of a container (process " + container.pid() + "), which keeps the log.")
                .orElse("no node has run there yet.");
    }

    private void print(String line) {
        LogLine read = new LogLine(line);
        session.out().result(read.row(), read.text());
    }
}
