// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import io.pipes.api.message.Message;
import io.pipes.client.call.Failures;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Hears messages one by one, until it is closed. */
final class Listener implements Flow.Subscriber<Message>, AutoCloseable {
    private final Consumer<Message> each;
    private Flow.@Nullable Subscription subscription;
    private boolean closed;

    Listener(Consumer<Message> each) {
        this.each = each;
    }

    @Override
    public synchronized void onSubscribe(Flow.Subscription begun) {
        if (closed) {
            begun.cancel();
        } else {
            subscription = begun;
            begun.request(1);
        }
    }

    @Override
    public void onNext(Message message) {
        each.accept(message);
        requestNext();
    }

    private synchronized void requestNext() {
        if (!closed && subscription != null) {
            subscription.request(1);
        }
    }

    /** Nobody else can be told. Who closes a Pipes knows that nothing more comes. */
    @Override
    public void onError(Throwable why) {
        if (!Failures.isClosing(why)) {
            Thread current = Thread.currentThread();
            current.getUncaughtExceptionHandler().uncaughtException(current, why);
        }
    }

    @Override
    public void onComplete() {}

    @Override
    public synchronized void close() {
        closed = true;
        if (subscription != null) {
            subscription.cancel();
        }
    }
}
