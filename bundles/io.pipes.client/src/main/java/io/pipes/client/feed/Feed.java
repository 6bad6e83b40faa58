// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.feed;

import io.pipes.client.call.Conversation;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.function.Supplier;

/**
 * Something to subscribe to at the node, for any number of subscribers, each with a subscription of its own. {@link
 * Flow.Subscriber#onSubscribe} comes when the node has subscribed: from then on nothing is missed.
 *
 * @param <T> what subscribers get
 */
public final class Feed<T> implements Flow.Publisher<T> {
    private final Conversation conversation;
    private final Supplier<Source<T>> source;

    /** @param source a new one for each subscriber */
    public Feed(Conversation conversation, Supplier<Source<T>> source) {
        this.conversation = conversation;
        this.source = source;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super T> subscriber) {
        Objects.requireNonNull(subscriber);
        conversation.keep(new Reader<>(conversation, source.get(), subscriber));
    }
}
