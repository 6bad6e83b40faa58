// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.contender;

import io.pipes.api.message.Content;
import io.pipes.api.message.Sent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Publishes at once while little is under way, and together what has come meanwhile when something is answered. */
final class Gathering {
    private static final int MOST = 256;
    private static final int CALLS = 2;
    /** More than any credit in use, so nobody waits here but those who have none. */
    private static final int ROOM = 8_192;

    private final Function<List<Content>, CompletionStage<List<Sent>>> publish;
    private List<Content> waiting = new ArrayList<>();
    private int underWay;

    Gathering(Function<List<Content>, CompletionStage<List<Sent>>> publish) {
        this.publish = publish;
    }

    synchronized void add(Content content) {
        if (waiting.size() >= ROOM) {
            throw new IllegalStateException("more is published than was granted");
        }
        waiting.add(content);
        sendIfFree();
    }

    private void sendIfFree() {
        while (underWay < CALLS && !waiting.isEmpty()) {
            List<Content> now = waiting;
            if (now.size() > MOST) {
                waiting = new ArrayList<>(now.subList(MOST, now.size()));
                now = now.subList(0, MOST);
            } else {
                waiting = new ArrayList<>();
            }
            underWay++;
            publish.apply(now).whenComplete((sent, failure) -> answered(failure));
        }
    }

    private synchronized void answered(Throwable failure) {
        if (failure != null) {
            failure.printStackTrace();
        }
        underWay--;
        sendIfFree();
    }
}
