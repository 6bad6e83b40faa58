// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import io.pipes.api.PipesException;
import io.pipes.api.message.Content;
import io.pipes.base.Cancellable;
import io.pipes.base.Scheduler;
import io.pipes.gateway.rpc.Client;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Calls of services that clients were told of and have not answered; until their deadlines. May be used from any thread. */
final class OpenCalls {
    private final Scheduler scheduler;
    private final AtomicLong last = new AtomicLong();
    private final Map<String, Open> open = new ConcurrentHashMap<>();

    OpenCalls(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    private record Open(Client client, CompletableFuture<Content> answer) {}

    /**
     * Keeps a call until it is answered, or nobody waits any more.
     *
     * @param answer what completes it in any way makes it forgotten
     * @return its name for the client
     */
    String add(Client client, CompletableFuture<Content> answer, Duration left) {
        String id = "c" + last.incrementAndGet();
        open.put(id, new Open(client, answer));
        Cancellable deadline = scheduler.schedule(
                left,
                () -> answer.completeExceptionally(new PipesException(
                        PipesException.Code.TIMED_OUT,
                        "The program that offers the service has not answered in time.")));
        answer.whenComplete((content, failure) -> {
            deadline.cancel();
            open.remove(id);
        });
        return id;
    }

    /** The answer that a client is to give; nobody gives it for another one. */
    CompletableFuture<Content> take(Client client, String id) {
        Open call = open.get(id);
        if (call == null || call.client() != client) {
            throw new PipesException(
                    PipesException.Code.NOT_FOUND,
                    "No call '" + (id.length() <= 20 ? id : "...")
                            + "' waits for an answer: it was answered already, or nobody waits any more.");
        }
        return call.answer();
    }
}
