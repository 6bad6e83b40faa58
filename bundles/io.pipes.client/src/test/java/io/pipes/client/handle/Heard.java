// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import io.pipes.api.message.Message;
import io.pipes.api.message.MessageSubscriber;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Notes what it hears, in words. */
class Heard implements MessageSubscriber {
    final List<String> words = new ArrayList<>();
    Flow.@Nullable Subscription subscription;
    private final long wanted;

    /** @param wanted so many are asked for in the beginning */
    Heard(long wanted) {
        this.wanted = wanted;
    }

    void request(long more) {
        if (subscription == null) {
            throw new AssertionError("It has not begun");
        }
        subscription.request(more);
    }

    @Override
    public void onSubscribe(Flow.Subscription begun) {
        subscription = begun;
        if (wanted > 0) {
            begun.request(wanted);
        }
    }

    @Override
    public void onNext(Message message) {
        words.add(message.text());
    }

    @Override
    public void onSkipped(long count) {
        words.add("skipped " + count);
    }

    @Override
    public void onError(Throwable why) {
        words.add("failed: " + why.getMessage());
    }

    @Override
    public void onComplete() {
        words.add("done");
    }
}
