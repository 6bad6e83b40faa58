// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.feed;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.base.Clamp;
import io.pipes.base.Scheduler;
import io.pipes.gateway.rpc.ApiError;
import io.pipes.gateway.rpc.Client;
import io.pipes.gateway.rpc.Retries;
import java.time.Duration;
import java.util.concurrent.Flow;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Messages, or whatever else happens, for one client, never more than it granted. What does not fit is held back at its source ({@link
 * Kind#HOLDING}) or counted and skipped ({@link Kind#SKIPPING}). When the feature behind it is replaced, it subscribes again by itself.
 *
 * <p>Grants come from the client's thread, messages from the node's: both hold the feed's lock, for moments.
 */
public final class Feed<T> implements Client.Subscription, Flow.Subscriber<T> {
    /** The most a client may have granted and not received. */
    public static final long MAX_WINDOW = 4_096;

    public static final long DEFAULT_WINDOW = 256;
    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final int MAX_TRIES = 1_000;

    /** What happens to what the client has no room for. */
    public enum Kind {
        HOLDING,
        SKIPPING
    }

    private final String id;
    private final Kind kind;
    private final Client client;
    private final String notification;
    private final Supplier<Flow.Publisher<T>> source;
    private final Function<T, ObjectNode> row;
    private final Scheduler scheduler;
    private Flow.@Nullable Subscription upstream;
    private long window;
    private long skipped;
    private int tries;
    private boolean cancelled;

    /**
     * @param notification the name of what the client is told
     * @param row what it is told, beside the subscription
     */
    public Feed(
            String id,
            Kind kind,
            long window,
            Client client,
            String notification,
            Supplier<Flow.Publisher<T>> source,
            Function<T, ObjectNode> row,
            Scheduler scheduler) {
        this.id = id;
        this.kind = kind;
        this.window = window;
        this.client = client;
        this.notification = notification;
        this.source = source;
        this.row = row;
        this.scheduler = scheduler;
    }

    /** Begins, and ends with the client; what is wrong from the start is thrown to the caller. */
    public void beginFor(Client owner) {
        owner.add(id, this);
        try {
            begin();
        } catch (RuntimeException wrong) {
            owner.forget(id);
            throw wrong;
        }
    }

    /** Begins; what is wrong from the start is thrown to the caller. */
    void begin() {
        source.get().subscribe(this);
    }

    @Override
    public synchronized void onSubscribe(Flow.Subscription subscription) {
        if (cancelled) {
            subscription.cancel();
            return;
        }
        upstream = subscription;
        tries = 0;
        if (kind == Kind.SKIPPING) {
            subscription.request(Long.MAX_VALUE);
        } else if (window > 0) {
            subscription.request(window);
        }
    }

    @Override
    public synchronized void onNext(T item) {
        if (cancelled) {
            return;
        }
        if (window == 0) {
            skipped++;
            return;
        }
        window--;
        ObjectNode params = JsonNodeFactory.instance.objectNode();
        params.put("subscription", id).setAll(row.apply(item));
        client.notify(notification, params);
    }

    @Override
    public synchronized void grant(long count) {
        long before = window;
        window = Math.min(MAX_WINDOW, Clamp.add(window, count));
        if (skipped > 0 && window > 0) {
            ObjectNode params = JsonNodeFactory.instance.objectNode();
            client.notify("skipped", params.put("subscription", id).put("count", skipped));
            skipped = 0;
        }
        if (kind == Kind.HOLDING && upstream != null && window > before) {
            upstream.request(window - before);
        }
    }

    @Override
    public synchronized void cancel() {
        cancelled = true;
        if (upstream != null) {
            upstream.cancel();
        }
    }

    @Override
    public synchronized void onError(Throwable why) {
        upstream = null;
        if (cancelled) {
            return;
        }
        if (Retries.isAway(why) && tries++ < MAX_TRIES) {
            scheduler.schedule(PAUSE, this::again);
        } else {
            end(why);
        }
    }

    private void again() {
        if (isCancelled()) {
            return;
        }
        try {
            begin();
        } catch (RuntimeException away) {
            onError(away);
        }
    }

    private synchronized boolean isCancelled() {
        return cancelled;
    }

    private void end(Throwable why) {
        cancelled = true;
        ObjectNode params = JsonNodeFactory.instance.objectNode();
        params.put("subscription", id).set("error", ApiError.of(why));
        client.notify("ended", params);
    }

    /** All there was to read has been read. */
    @Override
    public synchronized void onComplete() {
        if (!cancelled) {
            cancelled = true;
            client.notify(
                    "ended",
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("subscription", id)
                            .putNull("error"));
        }
    }
}
