// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A child's talk with the process that commands it, a line at a time: commands on standard input, answers on standard output. Whatever a
 * library prints goes to the log instead.
 */
public final class Talk {
    /** How every answer begins; other lines are what the JVM itself prints. */
    static final String MARK = "> ";

    /** How an answer goes on that makes the whole run fail. */
    static final String WRONG = "wrong";

    private final BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    private final PrintStream out = System.out;

    private Talk() {}

    /** To be called by the thread that will obey; when that fails, so does the process. */
    public static Talk begin() {
        Talk talk = new Talk();
        System.setOut(System.err);
        Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> talk.fail(failure));
        return talk;
    }

    /** Whoever commands hears of it at once, instead of waiting in vain. */
    private void fail(Throwable failure) {
        failure.printStackTrace();
        wrong(failure.toString().lines().findFirst().orElse(""));
        System.exit(1);
    }

    /** Waits for a command; empty when whoever commands is gone. */
    public Optional<String[]> next() {
        try {
            return Optional.ofNullable(in.readLine()).map(line -> line.split(" "));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    public void say(Object... words) {
        StringBuilder line = new StringBuilder();
        for (Object word : words) {
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        synchronized (out) {
            out.println(MARK + line);
            out.flush();
        }
    }

    /** Tells that this side saw something that must not happen. */
    public void wrong(String what) {
        say(WRONG, what);
    }

    /** Processor time this process has used so far, in nanoseconds. */
    public static long processorNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
