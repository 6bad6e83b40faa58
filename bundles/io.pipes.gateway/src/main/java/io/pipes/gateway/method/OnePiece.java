// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import io.pipes.base.Bytes;
import java.util.concurrent.Flow;

/** Content that is in memory, as if it came in pieces; none if it is empty. */
record OnePiece(Bytes content) implements Flow.Publisher<Bytes> {
    @Override
    public void subscribe(Flow.Subscriber<? super Bytes> subscriber) {
        subscriber.onSubscribe(new Flow.Subscription() {
            private boolean over = content.isEmpty();

            @Override
            public void request(long count) {
                if (!over) {
                    over = true;
                    subscriber.onNext(content);
                    subscriber.onComplete();
                }
            }

            @Override
            public void cancel() {
                over = true;
            }
        });
        if (content.isEmpty()) {
            subscriber.onComplete();
        }
    }
}
