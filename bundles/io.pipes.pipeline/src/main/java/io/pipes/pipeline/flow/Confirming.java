// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.flow;

import io.pipes.api.message.Message;
import java.util.concurrent.Flow;

/** For a subscriber that has dealt with a message when it returns. */
record Confirming(Flow.Subscriber<? super Message> subscriber) implements Flow.Subscriber<Handed.Hold> {
    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscriber.onSubscribe(subscription);
    }

    @Override
    public void onNext(Handed.Hold next) {
        subscriber.onNext(next.message());
        next.confirmNow();
    }

    @Override
    public void onError(Throwable why) {
        subscriber.onError(why);
    }

    @Override
    public void onComplete() {
        subscriber.onComplete();
    }
}
