// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** So many messages a second, whatever becomes of them, until told to stop. */
final class SteadyStream implements AutoCloseable {
    private static final int TICK_MILLIS = 5;
    private static final long PATIENCE_SECONDS = 60;

    private final IntFunction<CompletableFuture<JsonNode>> send;
    private final long perSecond;
    private final List<CompletableFuture<JsonNode>> answers = new ArrayList<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private long begin;

    private SteadyStream(long perSecond, IntFunction<CompletableFuture<JsonNode>> send) {
        this.perSecond = perSecond;
        this.send = send;
    }

    /** @param send sends the message with the given number */
    static SteadyStream start(long perSecond, IntFunction<CompletableFuture<JsonNode>> send) {
        SteadyStream stream = new SteadyStream(perSecond, send);
        stream.begin = System.nanoTime();
        stream.clock.scheduleAtFixedRate(stream::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
        return stream;
    }

    private synchronized void tick() {
        long due = (System.nanoTime() - begin) * perSecond / 1_000_000_000;
        while (answers.size() < due) {
            answers.add(send.apply(answers.size()));
        }
        notifyAll();
    }

    /** Waits until so many more were sent. */
    synchronized void flow(int more) throws InterruptedException {
        int target = answers.size() + more;
        while (answers.size() < target) {
            wait();
        }
    }

    /** Ends without a look at what became of the calls. */
    @Override
    public void close() {
        clock.shutdownNow();
    }

    /** Ends when every call was answered without an error; returns how many there were. */
    int stop() throws Exception {
        clock.shutdown();
        if (!clock.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the clock of the stream does not stop");
        }
        for (CompletableFuture<JsonNode> answer : answers) {
            answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        return answers.size();
    }
}
