// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.command;

import io.pipes.cli.Session;
import io.pipes.client.ClientException;
import io.pipes.client.Subscription;
import io.pipes.client.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Answers the calls of a service by running a command for each, some at a time. */
final class Offering {
    /** Commands that run at a time; further calls wait for their turn. */
    private static final int AT_ONCE = 8;

    private static final Duration LOOK_UP = Duration.ofSeconds(1);

    private final Session session;
    private final List<String> command;
    private final ExecutorService workers = Executors.newFixedThreadPool(AT_ONCE, Offering::daemon);
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(Offering::daemon);

    Offering(Session session, List<String> command) {
        this.session = session;
        this.command = command;
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "pipes-service");
        thread.setDaemon(true);
        return thread;
    }

    /** @param count how many calls to answer; all that come when null */
    void run(JsonObject params, @Nullable Long count) throws InterruptedException {
        try (Subscription calls = session.subscribe("service.offer", params)) {
            session.out().hint("Offering '" + params.text("service", "") + "'; Ctrl-C ends.");
            long taken = 0;
            while (!calls.isOver() && (count == null || taken < count)) {
                Optional<JsonObject> call = calls.next(LOOK_UP);
                if (call.isPresent()) {
                    taken++;
                    workers.execute(() -> answer(call.get()));
                }
            }
            workers.shutdown();
            workers.awaitTermination(10, TimeUnit.MINUTES);
        } finally {
            workers.shutdownNow();
            clock.shutdownNow();
        }
    }

    private void answer(JsonObject call) {
        JsonObject answer = JsonObject.empty().with("call", call.text("call", ""));
        try {
            answer = Payload.put(answer, output(call));
        } catch (IOException | ClientException trouble) {
            answer = answer.with("error", "The command has failed: " + trouble.getMessage());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            answer = answer.with("error", "The command was stopped.");
        }
        tell(answer);
    }

    private void tell(JsonObject answer) {
        try {
            session.node().ask("service.answer", answer, Duration.ofSeconds(30));
        } catch (ClientException nobodyWaits) {
            session.out().note("pipes: a call was not answered: " + nobodyWaits.getMessage());
        }
    }

    private byte[] output(JsonObject call) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("PIPES_CALLER", call.text("node", ""));
        builder.environment().put("PIPES_CALLER_NAME", call.text("name", ""));
        Process process = builder.start();
        ScheduledFuture<?> deadline =
                clock.schedule(process::destroy, call.number("deadlineMillis").orElse(0L), TimeUnit.MILLISECONDS);
        try {
            // Whoever writes much before it has read all would wait for us for ever, so somebody else writes.
            Thread writer = daemon(() -> write(process.getOutputStream(), Payload.of(call)));
            writer.start();
            byte[] output = Payload.readAll(process.getInputStream());
            int code = process.waitFor();
            if (code != 0) {
                throw new IOException("it ended with code " + code + ".");
            }
            return output;
        } finally {
            deadline.cancel(false);
            process.destroy();
        }
    }

    private static void write(OutputStream in, byte[] request) {
        try (in) {
            in.write(request);
        } catch (IOException notRead) {
            // A command need not read its request.
        }
    }
}
