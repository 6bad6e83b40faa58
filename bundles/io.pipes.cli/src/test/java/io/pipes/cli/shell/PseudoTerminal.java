// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.shell;

import io.pipes.cli.Main;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The program on a terminal that the system's {@code script} makes, typed at and read by a test. */
final class PseudoTerminal implements AutoCloseable {
    private static final Path SCRIPT = Path.of("/usr/bin/script");

    private final Process process;
    private final Reader screen;
    private final StringBuilder seen = new StringBuilder();
    private int looked;

    PseudoTerminal(Path java, Path home) throws IOException {
        String program = String.join(
                " ",
                List.of(
                        // A build that runs in the background ignores Ctrl-C, and Java would inherit that.
                        "exec env --default-signal=INT",
                        java.toString(),
                        "-Dpipes.terminal.in=true",
                        "-Dpipes.terminal.out=true",
                        "-Dpipes.terminal.err=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "shell",
                        "--home",
                        home.toString()));
        ProcessBuilder builder = new ProcessBuilder(SCRIPT.toString(), "-qec", program, "/dev/null");
        builder.environment().put("TERM", "xterm");
        process = builder.redirectErrorStream(true).start();
        // Reading cannot be interrupted; a screen on which nothing happens ends, and the test says what was on it.
        CompletableFuture.delayedExecutor(240, TimeUnit.SECONDS).execute(this::close);
        screen = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8);
    }

    static boolean isPossible() {
        return Files.isExecutable(SCRIPT);
    }

    void type(String keys) throws IOException {
        process.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** Reads on until that has appeared behind what was awaited before. */
    void await(String text) throws IOException {
        int found = seen.indexOf(text, looked);
        while (found < 0) {
            int c = screen.read();
            if (c < 0) {
                throw new AssertionError("The screen ended without '" + text + "':\n" + seen);
            }
            seen.append((char) c);
            found = seen.indexOf(text, looked);
        }
        looked = found + text.length();
    }

    /** Everything that was shown so far. */
    String shown() {
        return seen.toString();
    }

    int exitCode() throws IOException, InterruptedException {
        for (int c = screen.read(); c >= 0; c = screen.read()) {
            seen.append((char) c);
        }
        return process.waitFor();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
