// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.live;

import io.pipes.api.message.Message;
import io.pipes.pipeline.flow.Subscribers;
import java.util.concurrent.Flow;

/** Hands what comes from one source on to subscribers of another, who are skipped where they are slow. */
final class Relaying implements Flow.Subscriber<Message> {
    private final Subscribers readers;

    Relaying(Subscribers readers) {
        this.readers = readers;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(Message message) {
        readers.deliver(message);
    }

    /** The feature is being replaced: those who read hear it themselves. */
    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onComplete() {}
}
