// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.flow;

import io.pipes.api.PipesException;
import io.pipes.api.message.Message;
import io.pipes.spi.loop.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.function.Predicate;

/**
 * Those who want messages of one kind. Belongs to the node's loop; subscribers may come, ask and go from any thread, and hear
 * everything on the loop.
 */
public final class Subscribers {
    private final Loop loop;
    private final Runnable demandRose;

    /** Never changed but replaced: subscribers come and go while a message is handed on, and a copy for each message would be dear. */
    private List<FeedSubscription> subscriptions = List.of();

    private boolean closed;

    /** @param demandRose runs on the loop whenever a subscriber came or asked for more */
    public Subscribers(Loop loop, Runnable demandRose) {
        this.loop = loop;
        this.demandRose = demandRose;
    }

    /** Messages that pass the filter, for any number of subscribers, each from its subscription on. */
    public Flow.Publisher<Message> publisher(Predicate<Message> filter) {
        return subscriber -> {
            Objects.requireNonNull(subscriber, "subscriber");
            loop.execute(() -> add(new FeedSubscription(loop, this, subscriber, filter)));
        };
    }

    private void add(FeedSubscription subscription) {
        if (closed) {
            subscription.refuse(replaced());
            return;
        }
        List<FeedSubscription> more = new ArrayList<>(subscriptions);
        more.add(subscription);
        subscriptions = List.copyOf(more);
        subscription.begin();
        demandRose.run();
    }

    public int size() {
        return subscriptions.size();
    }

    /** Whether somebody wants the message and everybody who does has asked for one more. */
    public boolean wants(Message message) {
        boolean anybody = false;
        for (FeedSubscription subscription : subscriptions) {
            if (subscription.matches(message)) {
                if (!subscription.hasDemand()) {
                    return false;
                }
                anybody = true;
            }
        }
        return anybody;
    }

    /** Hands the message to everybody who wants it; what does not fit into a slow subscriber's queue is skipped for it. */
    public void deliver(Message message) {
        for (FeedSubscription subscription : subscriptions) {
            if (subscription.matches(message)) {
                subscription.offer(message);
            }
        }
    }

    /** Ends every subscription, because this feature is being replaced or its node stops. */
    public void close() {
        closed = true;
        List<FeedSubscription> ended = subscriptions;
        subscriptions = List.of();
        ended.forEach(subscription -> subscription.fail(replaced()));
    }

    void remove(FeedSubscription subscription) {
        if (subscriptions.contains(subscription)) {
            subscriptions = subscriptions.stream()
                    .filter(other -> other != subscription)
                    .toList();
            demandRose.run();
        }
    }

    void demandRose() {
        demandRose.run();
    }

    /** What a subscriber hears whose feature goes. */
    public static PipesException replaced() {
        return new PipesException(
                PipesException.Code.FEATURE_MISSING,
                "The pipeline feature was stopped or is being replaced. Subscribe again.");
    }
}
