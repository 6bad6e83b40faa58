// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.feed;

import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * The first so many of what another publisher gives, and then the end.
 *
 * @param most 0 for none
 */
public record FirstOf<T>(Flow.Publisher<T> all, long most) implements Flow.Publisher<T> {
    @Override
    public void subscribe(Flow.Subscriber<? super T> subscriber) {
        if (most > 0) {
            all.subscribe(new Counter<>(subscriber, most));
        } else {
            subscriber.onSubscribe(new Nothing());
            subscriber.onComplete();
        }
    }

    private record Nothing() implements Flow.Subscription {
        @Override
        public void request(long count) {}

        @Override
        public void cancel() {}
    }

    /** Told one thing after the other, as subscribers are. */
    private static final class Counter<T> implements Flow.Subscriber<T> {
        private final Flow.Subscriber<? super T> subscriber;
        private Flow.@Nullable Subscription upstream;
        private long left;

        Counter(Flow.Subscriber<? super T> subscriber, long most) {
            this.subscriber = subscriber;
            left = most;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            upstream = subscription;
            subscriber.onSubscribe(subscription);
        }

        @Override
        public void onNext(T item) {
            if (left == 0) {
                return;
            }
            left--;
            subscriber.onNext(item);
            if (left == 0 && upstream != null) {
                upstream.cancel();
                subscriber.onComplete();
            }
        }

        @Override
        public void onError(Throwable failure) {
            if (left > 0) {
                subscriber.onError(failure);
            }
        }

        @Override
        public void onComplete() {
            if (left > 0) {
                subscriber.onComplete();
            }
        }
    }
}
