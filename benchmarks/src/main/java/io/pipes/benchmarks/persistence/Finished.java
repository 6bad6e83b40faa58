// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.persistence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A program that has done its work and ended.
 *
 * @param output all that it printed
 * @param nanos from its start to its end
 */
record Finished(String output, long nanos) {
    /** Runs it; fails unless it says that it succeeded. */
    static Finished require(List<String> command, Path log) throws IOException {
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        int code = exit(process);
        long nanos = System.nanoTime() - begin;
        String output = Files.readString(log);
        if (code != 0) {
            throw new IOException(command.get(0) + " failed: " + output.strip());
        }
        return new Finished(output, nanos);
    }

    private static int exit(Process process) throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException stopped) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("stopped", stopped);
        }
    }
}
