// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.flow;

import io.pipes.api.PipesException;
import io.pipes.api.message.Message;
import io.pipes.spi.local.UnconfirmedMessage;
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
            subscribe(new Confirming(subscriber), filter);
        };
    }

    /** As {@link #publisher}, for those who confirm what they have dealt with. */
    public Flow.Publisher<UnconfirmedMessage> unconfirmed(Predicate<Message> filter) {
        return subscriber -> {
            Objects.requireNonNull(subscriber, "subscriber");
            subscribe(subscriber, filter);
        };
    }

    private void subscribe(Flow.Subscriber<? super Handed.Hold> subscriber, Predicate<Message> filter) {
        loop.execute(() -> add(new FeedSubscription(loop, this, subscriber, filter)));
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
        deliver(message, Outcome.NOBODY_ASKS);
    }

    /**
     * As {@link #deliver(Message)}.
     *
     * @param outcome hears what becomes of it, maybe before this returns
     */
    public void deliver(Message message, Outcome outcome) {
        Handed handed = new Handed(loop, message, outcome);
        for (FeedSubscription subscription : subscriptions) {
            if (subscription.matches(message)) {
                subscription.offer(handed.hold());
            }
        }
        handed.release();
    }

    /** What becomes of a message that was handed out; one of both, once. */
    public interface Outcome {
        Outcome NOBODY_ASKS = new Outcome() {
            @Override
            public void taken() {}

            @Override
            public void returned() {}
        };

        /** Somebody has confirmed it, and all others who had it have, too, or are gone. */
        void taken();

        /** All who had it are gone, and nobody has confirmed it. */
        void returned();
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
