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

/** Sends a message over an honest link ten times a second and notes how long each delivery took. */
final class HeartBeat {
    private static final int PERIOD_MILLIS = 100;
    private static final int PATIENCE_MILLIS = 20_000;

    private final ApiClient from;
    private final String network;
    private final String to;
    private final List<CompletableFuture<Beat>> beats = new ArrayList<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

    private record Beat(String receipt, long millis) {}

    private HeartBeat(ApiClient from, String network, String to) {
        this.from = from;
        this.network = network;
        this.to = to;
    }

    static HeartBeat start(ApiClient from, String network, String to) {
        HeartBeat heart = new HeartBeat(from, network, to);
        heart.clock.scheduleAtFixedRate(heart::beat, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        return heart;
    }

    private synchronized void beat() {
        long begun = System.nanoTime();
        beats.add(from.callLater(
                        "message.send",
                        "network",
                        network,
                        "node",
                        to,
                        "text",
                        "beat " + beats.size(),
                        "wait",
                        "delivered",
                        "timeoutMillis",
                        PATIENCE_MILLIS)
                .thenApply(answer -> new Beat(receipt(answer), (System.nanoTime() - begun) / 1_000_000)));
    }

    private static String receipt(JsonNode answer) {
        return answer.get("receipt").asText();
    }

    /** Ends when every message was delivered; says how many there were and how long they took. */
    String stop() throws Exception {
        clock.shutdown();
        if (!clock.awaitTermination(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
            throw new AssertionError("the clock does not end");
        }
        List<Long> millis = new ArrayList<>();
        for (CompletableFuture<Beat> sent : beats) {
            Beat beat = sent.get(2L * PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            if (!beat.receipt().equals("delivered")) {
                throw new AssertionError("a message was not delivered: " + beat);
            }
            millis.add(beat.millis());
        }
        millis.sort(null);
        return millis.size() + " messages delivered, median " + millis.get(millis.size() / 2) + " ms, longest "
                + millis.get(millis.size() - 1) + " ms";
    }
}
