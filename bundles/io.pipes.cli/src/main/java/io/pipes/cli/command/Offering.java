// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.command;

import io.pipes.cli.Session;
import io.pipes.client.ClientException;
import io.pipes.client.NodeClient;
import io.pipes.client.Subscription;
import io.pipes.client.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Answers the calls of a service by running a command for each, some at a time. Each call is answered, also when nobody waits any more:
 * until then the node counts it as one that is still with this program.
 */
final class Offering {
    /** Commands that run at a time; further calls wait for their turn. */
    private static final int AT_ONCE = 8;

    /** Calls that wait; the node has no more open with one program. */
    private static final int MAX_WAITING = 64;

    private static final Duration LOOK_UP = Duration.ofSeconds(1);
    private static final Duration ANSWERING = Duration.ofSeconds(30);

    /** Callers are other nodes: what failed here, and where, is not for them. */
    private static final String FAILED = "The command that answers for this service has failed.";

    private static final String LATE = "The command that answers for this service was not done in time.";
    private static final String BUSY = "Too many calls wait for the command that answers for this service.";

    private final Session session;
    private final NodeClient node;
    private final List<String> command;
    private final ExecutorService workers = new ThreadPoolExecutor(
            AT_ONCE, AT_ONCE, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), Offering::daemon);

    Offering(Session session, List<String> command) {
        this.session = session;
        this.command = command;
        node = session.node();
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
                    queue(call.get());
                }
            }
            workers.shutdown();
            workers.awaitTermination(10, TimeUnit.MINUTES);
        } finally {
            workers.shutdownNow();
        }
    }

    /** The time that a caller waits begins when its call arrives, not when its turn comes. */
    private void queue(JsonObject call) {
        long millis = call.number("deadlineMillis").orElse(0L);
        long until = System.nanoTime() + Duration.ofMillis(millis).toNanos();
        try {
            workers.execute(() -> answer(call, until));
        } catch (RejectedExecutionException full) {
            fail(call, BUSY, "64 others wait");
        }
    }

    private void answer(JsonObject call, long until) {
        if (System.nanoTime() - until >= 0) {
            fail(call, LATE, "its turn came too late, so the command was not run");
            return;
        }
        try {
            byte[] output = output(call, until);
            tell(Payload.put(answerTo(call), output));
        } catch (TimeoutException late) {
            fail(call, LATE, "the command, or who has its output from it, had not ended in time");
        } catch (IOException | ClientException trouble) {
            fail(call, FAILED, "the command has failed: " + trouble.getMessage());
        } catch (InterruptedException stopped) {
            // The connection goes, and the node tells who waits.
            Thread.currentThread().interrupt();
        }
    }

    private byte[] output(JsonObject call, long until) throws IOException, InterruptedException, TimeoutException {
        Map<String, String> caller =
                Map.of("PIPES_CALLER", call.text("node", ""), "PIPES_CALLER_NAME", call.text("name", ""));
        try (Execution execution = Execution.of(command, caller)) {
            return execution.answer(Payload.of(call), until);
        }
    }

    private static JsonObject answerTo(JsonObject call) {
        return JsonObject.empty().with("call", call.text("call", ""));
    }

    private void fail(JsonObject call, String sentence, String cause) {
        session.out().note("pipes: a call was not answered: " + cause);
        tell(answerTo(call).with("error", sentence));
    }

    private void tell(JsonObject answer) {
        try {
            node.ask("service.answer", answer, ANSWERING);
        } catch (ClientException nobodyWaits) {
            if (!answer.has("error")) {
                session.out().note("pipes: a call was not answered: " + nobodyWaits.getMessage());
            }
        }
    }
}
