// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.command;

import io.pipes.cli.ExitCode;
import io.pipes.cli.Session;
import io.pipes.cli.home.NodeProcess;
import io.pipes.client.ClientException;
import io.pipes.client.json.JsonObject;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pipes logs} */
@Command(description = "Show what the node has logged; also of one that does not run.")
public final class LogsCommand implements Callable<Integer> {
    private static final long MAX_TAIL_BYTES = 1 << 20;

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
        long end = Files.size(log);
        List<String> last =
                read(log, Math.max(0, end - MAX_TAIL_BYTES), end).lines().toList();
        last.subList(Math.max(0, last.size() - lines), last.size()).forEach(this::print);
        if (follow) {
            follow(log, end);
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

    private void follow(Path log, long from) throws IOException, InterruptedException {
        long at = from;
        while (!session.out().isClosed()) {
            TimeUnit.MILLISECONDS.sleep(200);
            long size = Files.exists(log) ? Files.size(log) : 0;
            // A shorter file is a new one: logs are rolled.
            at = size < at ? 0 : at;
            String more = read(log, at, size);
            int complete = more.lastIndexOf('\n') + 1;
            more.substring(0, complete).lines().forEach(this::print);
            at += more.substring(0, complete).getBytes(StandardCharsets.ISO_8859_1).length;
        }
    }

    /** One character for each byte, so that positions fit; {@link #print} makes text of it. */
    private static String read(Path log, long from, long to) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            byte[] bytes = new byte[(int) Math.min(to - from, MAX_TAIL_BYTES)];
            file.seek(from);
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    private void print(String line) {
        String text = new String(line.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        session.out().result(JsonObject.empty().with("line", text), text);
    }
}
