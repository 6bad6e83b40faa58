// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.persistence;

import io.pipes.benchmarks.process.BenchmarkFailure;
import io.pipes.benchmarks.process.Program;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The same bytes as one file, copied to 127.0.0.1, and copied again when it has grown. */
final class Rsync implements Keeper {
    private static final String PROGRAM = "rsync";
    private static final Pattern TRAVELLED = Pattern.compile("Total bytes (?:sent|received): ([0-9,.]+)");

    static Optional<String> missing() {
        return Program.missing(PROGRAM, PROGRAM).or(SshServer::missing);
    }

    @Override
    public void measure(Round round) throws BenchmarkFailure, IOException {
        try (SshServer server = SshServer.start(round.scratch().resolve("ssh"))) {
            copy(round, server);
            if (round.counts().content() > 0) {
                content(round, server);
            }
        }
    }

    private static void content(Round round, SshServer server) throws BenchmarkFailure, IOException {
        int notes = round.counts().content();
        Path file = Files.createDirectories(round.scratch().resolve("content")).resolve("notes");
        append(file, 0, notes);
        Finished all = copy(server, file, round.logs().resolve(round.named(PROGRAM) + "-content.log"));
        round.figures().speed(Work.CONTENT_OBTAINED, notes, all.nanos());
    }

    private static void copy(Round round, SshServer server) throws BenchmarkFailure, IOException {
        Counts counts = round.counts();
        Figures figures = round.figures();
        Path file = round.scratch().resolve("notes");
        Path log = round.logs().resolve(round.named(PROGRAM) + ".log");
        append(file, 0, counts.stream());
        Finished all = copy(server, file, log);
        figures.speed(Work.OBTAINED, counts.stream(), all.nanos());
        append(file, counts.stream(), counts.late());
        Finished late = copy(server, file, log);
        figures.millis(Work.LATE, late.nanos());
        figures.add(Work.LATE_BYTES, (double) travelled(late.output()) / Counts.bytes(counts.late()));
    }

    private static void append(Path file, int first, int count) throws IOException {
        try (OutputStream out = new BufferedOutputStream(
                Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND))) {
            for (int number = first; number < first + count; number++) {
                out.write(Notes.bytes(number));
            }
        }
    }

    private static Finished copy(SshServer server, Path file, Path log) throws BenchmarkFailure, IOException {
        Path copied = file.resolveSibling("copied");
        List<String> command = List.of(
                Program.find(PROGRAM).orElseThrow().toString(),
                "--archive",
                "--stats",
                "-e",
                server.shell(),
                file.toString(),
                "127.0.0.1:" + copied);
        Finished finished = Finished.require(command, log);
        if (Files.mismatch(file, copied) >= 0) {
            throw new BenchmarkFailure("what rsync copied is not the same");
        }
        return finished;
    }

    /** Both ways, without what ssh adds. */
    private static long travelled(String stats) {
        Matcher matcher = TRAVELLED.matcher(stats);
        long bytes = 0;
        while (matcher.find()) {
            bytes += Long.parseLong(matcher.group(1).replaceAll("[,.]", ""));
        }
        return bytes;
    }
}
