// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.examples;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A program that runs: what it says, line by line, and what it is told. Closing ends it with all that it has started. */
final class Conversation implements AutoCloseable {
    /** As patient as a hang detector is. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final String NOTHING_MORE = "\0";

    private final String what;
    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final List<String> heard = new ArrayList<>();

    Conversation(String what, ProcessBuilder builder) throws IOException {
        this.what = what;
        process = builder.redirectErrorStream(true).start();
        Thread reader = new Thread(this::read, what);
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (BufferedReader output = process.inputReader()) {
            output.lines().forEach(lines::add);
        } catch (IOException | RuntimeException ended) {
            // as a program that was closed does
        }
        lines.add(NOTHING_MORE);
    }

    /** Types a line. */
    void say(String line) throws IOException {
        BufferedWriter input = process.outputWriter();
        input.write(line);
        input.newLine();
        input.flush();
    }

    /** Waits for a line that is all of a pattern. */
    Matcher hear(String pattern) throws InterruptedException {
        Pattern wanted = Pattern.compile(pattern);
        for (String line = next(); line != null; line = next()) {
            Matcher matcher = wanted.matcher(line);
            if (matcher.matches()) {
                return matcher;
            }
        }
        throw new AssertionError(what + " did not say " + pattern + ", but " + heard);
    }

    /** Types nothing more, and waits until it has ended well; returns what it said since it was heard last. */
    String end() throws IOException, InterruptedException {
        process.outputWriter().close();
        int before = heard.size();
        while (next() != null) {
            // until it has said everything
        }
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new AssertionError(what + " did not end well: " + heard);
        }
        return String.join("\n", heard.subList(before, heard.size()));
    }

    /** All lines that it was heard to say, in order. */
    List<String> heard() {
        return List.copyOf(heard);
    }

    private @Nullable String next() throws InterruptedException {
        String line = lines.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (line == null) {
            throw new AssertionError(what + " says nothing more after " + heard);
        }
        if (line.equals(NOTHING_MORE)) {
            return null;
        }
        heard.add(line);
        return line;
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
