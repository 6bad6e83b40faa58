// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.command;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * One run of a command: a request goes in and what it prints comes out, until a deadline. Closing it ends the command and all that it
 * began.
 */
final class Execution implements AutoCloseable {
    /** So long they may take to end when they are asked to. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Process process;

    private Execution(Process process) {
        this.process = process;
    }

    /** @param environment is added to this program's own */
    static Execution of(List<String> command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        return new Execution(builder.start());
    }

    /**
     * Whoever writes much before it has read all would wait for us for ever, and whoever leaves its output to a process that goes on keeps it
     * open: so others write and read, and this waits for them no longer than it may.
     *
     * @param until by {@link System#nanoTime}
     * @throws IOException if it fails
     * @throws TimeoutException if its output did not end in time
     */
    byte[] answer(byte[] request, long until) throws IOException, InterruptedException, TimeoutException {
        FutureTask<byte[]> output = new FutureTask<>(() -> Payload.readAll(process.getInputStream()));
        begin(() -> write(process.getOutputStream(), request));
        begin(output);
        try {
            byte[] answer = output.get(until - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (!process.waitFor(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw new TimeoutException();
            }
            if (process.exitValue() != 0) {
                throw new IOException("it ended with code " + process.exitValue() + ".");
            }
            return answer;
        } catch (ExecutionException unreadable) {
            throw new IOException(unreadable.getCause().getMessage(), unreadable);
        }
    }

    private static void begin(Runnable work) {
        Thread thread = new Thread(work, "pipes-service-command");
        thread.setDaemon(true);
        thread.start();
    }

    private static void write(OutputStream in, byte[] request) {
        try (in) {
            in.write(request);
        } catch (IOException notRead) {
            // A command need not read its request.
        }
    }

    @Override
    public void close() throws IOException {
        List<ProcessHandle> all = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        all.forEach(ProcessHandle::destroy);
        try {
            process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        all.forEach(ProcessHandle::destroyForcibly);
        process.getInputStream().close();
    }
}
