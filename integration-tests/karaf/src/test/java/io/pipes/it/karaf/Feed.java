// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What a subscription brought, in order. Grants room for as much as it receives. */
final class Feed {
    private static final long PATIENCE_SECONDS = 60;
    private static final int ROUND = 64;

    private final ApiClient client;
    private final String subscription;
    private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
    private final List<JsonNode> others = new ArrayList<>();
    private volatile boolean byHand;
    private int ungranted;

    Feed(ApiClient client, String subscription) {
        this.client = client;
        this.subscription = subscription;
    }

    /** Grants nothing by itself from now on, as a reader that is slow. */
    Feed grantedByHand() {
        byHand = true;
        return this;
    }

    /** Called for notifications, by one thread at a time. */
    void take(String method, JsonNode params) {
        if (!method.equals("message")) {
            synchronized (others) {
                others.add(params);
            }
            return;
        }
        messages.add(params.get("message"));
        if (!byHand && ++ungranted == ROUND) {
            client.callLater("subscription.grant", "subscription", subscription, "count", ungranted);
            ungranted = 0;
        }
    }

    /** Grants room for more than was received. */
    void grant(int count) throws Exception {
        client.call("subscription.grant", "subscription", subscription, "count", count);
    }

    /** The next message; waits for it. */
    JsonNode next() throws InterruptedException {
        JsonNode message = messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("no message within " + PATIENCE_SECONDS + " s; besides: " + besides());
        }
        return message;
    }

    List<JsonNode> next(int count) throws InterruptedException {
        List<JsonNode> received = new ArrayList<>();
        while (received.size() < count) {
            received.add(next());
        }
        return received;
    }

    /** What is there and was not taken. */
    int waiting() {
        return messages.size();
    }

    /** Notifications that are no messages: skipped, ended. */
    List<JsonNode> besides() {
        synchronized (others) {
            return List.copyOf(others);
        }
    }
}
