// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** All memory of a process, as gdb's {@code gcore} writes it; removed when closed. */
final class MemoryDump implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 120;

    private final Path file;

    private MemoryDump(Path file) {
        this.file = file;
    }

    static MemoryDump of(ProcessHandle process) throws IOException, InterruptedException {
        Path prefix = Workspace.folder("memory");
        Path file = Path.of(prefix + "." + process.pid());
        Process gcore = new ProcessBuilder("gcore", "-o", prefix.toString(), Long.toString(process.pid()))
                .redirectErrorStream(true)
                .redirectOutput(Path.of(prefix + ".log").toFile())
                .start();
        if (!gcore.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || !Files.exists(file)) {
            gcore.destroyForcibly();
            throw new AssertionError("gcore wrote no dump of process " + process.pid() + ": "
                    + Files.readString(Path.of(prefix + ".log")));
        }
        return new MemoryDump(file);
    }

    /** Ends the test as skipped without gcore; where CI runs, everything a test needs must be there. */
    static void need() {
        boolean there = Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "gcore")));
        if (!there && Boolean.parseBoolean(System.getenv("CI"))) {
            throw new IllegalStateException("gcore is missing: install gdb");
        }
        Assumptions.assumeTrue(there, "there is no gcore on this machine; it comes with gdb");
    }

    Path file() {
        return file;
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }
}
