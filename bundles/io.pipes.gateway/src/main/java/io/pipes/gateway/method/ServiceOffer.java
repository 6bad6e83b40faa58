// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.PipesException;
import io.pipes.api.message.Content;
import io.pipes.api.service.Call;
import io.pipes.base.Scheduler;
import io.pipes.gateway.rpc.ApiError;
import io.pipes.gateway.rpc.Client;
import io.pipes.gateway.rpc.Retries;
import io.pipes.spi.local.LocalServices;
import io.pipes.spi.node.Registration;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A service that one client offers: tells it of calls, and offers it again when the feature was replaced. Calls come on the node's loop,
 * everything else from any thread; the lock is held for moments.
 */
final class ServiceOffer implements Client.Subscription, LocalServices.Handler {
    /** While so many bytes wait for the client to read them, it is told of no more calls. */
    private static final long TOO_MUCH = 8 << 20;

    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final int MAX_TRIES = 500;

    private final String id;
    private final String service;
    private final SortedMap<String, String> metadata;
    private final int window;
    private final Client client;
    private final Supplier<LocalServices> services;
    private final OpenCalls calls;
    private final Scheduler scheduler;
    private final Set<OpenCall> open = ConcurrentHashMap.newKeySet();
    private @Nullable Registration registration;
    private int tries;
    private boolean cancelled;

    /** @param window calls that may be with the client, also those for whose answers nobody waits any more */
    ServiceOffer(
            String id,
            String service,
            SortedMap<String, String> metadata,
            int window,
            Client client,
            Supplier<LocalServices> services,
            OpenCalls calls,
            Scheduler scheduler) {
        this.id = id;
        this.service = service;
        this.metadata = metadata;
        this.window = window;
        this.client = client;
        this.services = services;
        this.calls = calls;
        this.scheduler = scheduler;
    }

    String id() {
        return id;
    }

    /** Offers it, from when the stage completes until the client cancels or goes. */
    CompletionStage<Void> begin() {
        return services.get().offer(service, metadata, this).thenAccept(begun -> {
            registered(begun);
            client.add(id, this);
        });
    }

    private synchronized void registered(Registration begun) {
        tries = 0;
        if (cancelled) {
            begun.close();
        } else {
            registration = begun;
        }
    }

    /** Whom the client was not told of makes room for another node. */
    @Override
    public CompletionStage<Content> answer(Call call) {
        if (open.size() >= window || client.waiting() > TOO_MUCH) {
            return CompletableFuture.failedFuture(busy("The program has as many calls as it takes."));
        }
        OpenCall begun = new OpenCall(scheduler, call.left());
        ObjectNode told = Rows.called(call);
        told.put("subscription", id).put("call", calls.add(client, begun));
        if (!keep(begun) || client.notify("service.called", told) == 0) {
            begun.fail(busy("The program that offers the service has just gone."));
        }
        return begun.answer();
    }

    private static PipesException busy(String sentence) {
        return new PipesException(PipesException.Code.BUSY, sentence);
    }

    /** Until the client has answered, or until this offer is over; false if it is. */
    private synchronized boolean keep(OpenCall begun) {
        if (cancelled) {
            return false;
        }
        open.add(begun);
        begun.whenOver(() -> open.remove(begun));
        return true;
    }

    @Override
    public void ended() {
        scheduler.schedule(PAUSE, this::again);
    }

    private void again() {
        synchronized (this) {
            registration = null;
            if (cancelled) {
                return;
            }
        }
        offer().whenComplete((begun, failure) -> {
            if (failure == null) {
                registered(begun);
            } else if (Retries.isAway(failure) && tries++ < MAX_TRIES) {
                scheduler.schedule(PAUSE, this::again);
            } else {
                end(failure);
            }
        });
    }

    private CompletionStage<Registration> offer() {
        try {
            return services.get().offer(service, metadata, this);
        } catch (RuntimeException away) {
            return CompletableFuture.failedFuture(away);
        }
    }

    private void end(Throwable why) {
        cancel();
        client.forget(id);
        ObjectNode params = Rows.object().put("subscription", id);
        params.set("error", ApiError.of(why));
        client.notify("ended", params);
    }

    /** Calls need no grants: the client is told of as many as it has left unanswered. */
    @Override
    public void grant(long count) {}

    @Override
    public void cancel() {
        Registration over;
        synchronized (this) {
            cancelled = true;
            over = registration;
            registration = null;
        }
        if (over != null) {
            over.close();
        }
        // Nothing is added any more.
        List.copyOf(open)
                .forEach(
                        call -> call.fail(
                                new PipesException(
                                        PipesException.Code.FAILED,
                                        "The program that offers the service has gone before it answered. It may have been done all the same.")));
    }
}
