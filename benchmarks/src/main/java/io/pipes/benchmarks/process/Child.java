// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A process that a benchmark started. Ends with {@link #close} or with the benchmark. */
public final class Child implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int END_SECONDS = 20;
    private static final String GONE = "gone";

    private final String name;
    private final Path log;
    private final Process process;
    private final PrintStream commands;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

    private Child(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
        commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        Thread reader = new Thread(this::read, name + " reader");
        reader.setDaemon(true);
        reader.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    /**
     * Starts a main class.
     *
     * @param name for messages and the log's name
     * @param logs where its log goes
     * @param flags for this Java process only, such as what a profile needs
     */
    public static Child start(Jvm jvm, String name, Path logs, List<String> flags, Class<?> main, Object... arguments)
            throws BenchmarkFailure {
        List<String> command = new ArrayList<>(jvm.command());
        command.addAll(flags);
        command.add(main.getName());
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return start(name, logs, command);
    }

    /**
     * Starts a program that talks as {@link Talk} does.
     *
     * @param name for messages and the log's name
     * @param logs where its log goes
     */
    public static Child start(String name, Path logs, List<String> command) throws BenchmarkFailure {
        Path log = logs.resolve(name + ".log");
        try {
            return new Child(
                    name,
                    log,
                    new ProcessBuilder(command).redirectError(log.toFile()).start());
        } catch (IOException failed) {
            throw new BenchmarkFailure("Cannot start " + name + ": " + failed.getMessage(), failed);
        }
    }

    private void read() {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith(Talk.MARK)) {
                    answers.add(line.substring(Talk.MARK.length()));
                }
            }
        } catch (IOException ended) {
            // What follows says it.
        }
        answers.add(GONE);
    }

    public void say(Object... words) {
        StringBuilder line = new StringBuilder();
        for (Object word : words) {
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        commands.println(line);
    }

    /** Waits for the answer that begins with this word, and gives the words behind it. */
    public String[] hear(String word) throws BenchmarkFailure {
        return hear(word, PATIENCE);
    }

    /** As the other one, but for what takes its time. */
    public String[] hear(String word, Duration patience) throws BenchmarkFailure {
        String answer;
        try {
            answer = answers.poll(patience.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new BenchmarkFailure("stopped", stopped);
        }
        if (answer == null) {
            throw new BenchmarkFailure(name + " did not say '" + word + "' within " + patience.toSeconds()
                    + " s: something was lost, or it hangs. Its log is " + log);
        }
        if (!answer.startsWith(word + " ") && !answer.equals(word)) {
            throw new BenchmarkFailure(name + ": " + answer + ". Its log is " + log);
        }
        return answer.substring(word.length()).strip().split(" ");
    }

    public String[] ask(String word, Object... command) throws BenchmarkFailure {
        say(command);
        return hear(word);
    }

    /** Processor time it has used so far, all threads and the kernel's work for them. */
    public double processorSeconds() {
        return process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L) / 1e9;
    }

    /** The same of the processes that it has started, such as a relay. */
    public double processorSecondsOfChildren() {
        return process.descendants()
                        .map(child -> child.info().totalCpuDuration())
                        .flatMap(Optional::stream)
                        .mapToLong(Duration::toNanos)
                        .sum()
                / 1e9;
    }

    /** Asks it to end, and makes it end. */
    @Override
    public void close() {
        commands.close();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException stopped) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
