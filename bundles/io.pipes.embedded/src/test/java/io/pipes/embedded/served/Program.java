// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.embedded.served;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A program with this test's class path in a process of its own: what it is told on its standard input, and what it says, errors included. */
public final class Program implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final PrintWriter input;
    private final List<String> said = new ArrayList<>();
    private final Thread listening = new Thread(this::listen, "program-output");
    private boolean ended;

    private Program(Process process) {
        this.process = process;
        input = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
        listening.setDaemon(true);
        listening.start();
    }

    /** @param home what the program finds in {@code PIPES_HOME} */
    public static Program start(Class<?> main, Path home, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PIPES_HOME", home.toString());
        return new Program(builder.start());
    }

    public void type(String line) {
        input.println(line);
    }

    /** Waits until it says a line like this, and returns it. */
    public synchronized String awaitLine(Predicate<String> wanted) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            var found = said.stream().filter(wanted).findFirst();
            if (found.isPresent()) {
                return found.get();
            }
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0 || ended) {
                throw new AssertionError("It said only: " + said);
            }
            wait(left);
        }
    }

    /** Ends its input, waits until it ends, and returns all it said. */
    public List<String> end() throws InterruptedException {
        input.close();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("It did not end when its input did. It said: " + said);
        }
        listening.join();
        if (process.exitValue() != 0) {
            throw new AssertionError("It ended with " + process.exitValue() + ". It said: " + said);
        }
        return said;
    }

    private void listen() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                heard(line);
            }
        } catch (IOException killed) {
            heard("(" + killed.getMessage() + ")");
        }
        over();
    }

    private synchronized void heard(String line) {
        said.add(line);
        notifyAll();
    }

    private synchronized void over() {
        ended = true;
        notifyAll();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
