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

/** Four streams that send in turn, 100 messages a second together, until told to stop. */
final class Traffic {
    private static final int PERIOD_MILLIS = 10;
    private static final long PATIENCE_SECONDS = 60;

    private final List<IntFunction<CompletableFuture<JsonNode>>> streams;
    private final List<CompletableFuture<JsonNode>> answers = new ArrayList<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private int ticks;

    private Traffic(List<IntFunction<CompletableFuture<JsonNode>>> streams) {
        this.streams = streams;
    }

    /** @param streams send the message with the given number */
    static Traffic start(List<IntFunction<CompletableFuture<JsonNode>>> streams) {
        Traffic traffic = new Traffic(streams);
        traffic.clock.scheduleAtFixedRate(traffic::tick, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        return traffic;
    }

    private synchronized void tick() {
        answers.add(streams.get(ticks % streams.size()).apply(ticks / streams.size()));
        ticks++;
        notifyAll();
    }

    /** Waits until so many more were sent. */
    synchronized void flow(int more) throws InterruptedException {
        int target = ticks + more;
        while (ticks < target) {
            wait();
        }
    }

    /** Ends after a whole round, when every call was answered without an error; returns how many messages each stream sent. */
    int stop() throws Exception {
        synchronized (this) {
            while (ticks % streams.size() != 0) {
                wait();
            }
            clock.shutdownNow();
        }
        for (CompletableFuture<JsonNode> answer : answers) {
            answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        return ticks / streams.size();
    }
}
