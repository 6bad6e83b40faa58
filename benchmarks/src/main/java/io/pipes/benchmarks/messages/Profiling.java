// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.messages;

import io.pipes.benchmarks.contender.Contenders;
import io.pipes.benchmarks.process.Profile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Flight recordings of Pipes' processes, if wanted. They cost a few per cent, so figures beside them are not for the record. */
final class Profiling {
    private final boolean wanted;
    private final Path folder;
    private final List<Path> recordings = new ArrayList<>();
    private Instant from = Instant.MIN;

    Profiling(boolean wanted, Path folder) {
        this.wanted = wanted;
        this.folder = folder;
    }

    /** What the JVM of a process needs to be told. */
    List<String> flags(Contenders contender, String process) {
        if (!wanted || contender != Contenders.PIPES) {
            return List.of();
        }
        Path recording = folder.resolve(process + ".jfr");
        recordings.add(recording);
        return List.of("-XX:StartFlightRecording=settings=profile,filename=" + recording);
    }

    /** What came before was warming up. */
    void begin() {
        from = Instant.now();
    }

    /** To be called when the processes have ended, because that is when they write. */
    void print(PrintStream out, Instant to) throws IOException {
        for (Path recording : recordings) {
            Profile.read(recording, from, to).print(out, recording.getFileName().toString());
        }
        recordings.clear();
    }
}
