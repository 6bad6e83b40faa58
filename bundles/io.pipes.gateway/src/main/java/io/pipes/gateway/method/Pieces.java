// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import io.pipes.base.Bytes;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Gives what is published a piece at a time, when it is asked for.
 *
 * <p><b>Threads.</b> Any; the lock is never held while others are called.
 */
final class Pieces implements Flow.Subscriber<Bytes> {
    private final CompletableFuture<Flow.Subscription> upstream = new CompletableFuture<>();
    private @Nullable CompletableFuture<Optional<Bytes>> asked;
    private boolean over;
    private @Nullable Throwable failure;

    /** The next piece, empty behind the last one. Not to be called before it was given the one before. */
    CompletableFuture<Optional<Bytes>> next() {
        CompletableFuture<Optional<Bytes>> next = new CompletableFuture<>();
        synchronized (this) {
            asked = next;
        }
        upstream.thenAccept(subscription -> subscription.request(1));
        endIfOver();
        return next;
    }

    /** Nothing more is wanted. */
    void cancel() {
        upstream.thenAccept(Flow.Subscription::cancel);
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        upstream.complete(subscription);
    }

    @Override
    public void onNext(Bytes piece) {
        CompletableFuture<Optional<Bytes>> next = take();
        if (next != null) {
            next.complete(Optional.of(piece));
        }
    }

    @Override
    public void onError(Throwable why) {
        synchronized (this) {
            over = true;
            failure = why;
        }
        endIfOver();
    }

    @Override
    public void onComplete() {
        synchronized (this) {
            over = true;
        }
        endIfOver();
    }

    private synchronized @Nullable CompletableFuture<Optional<Bytes>> take() {
        CompletableFuture<Optional<Bytes>> next = asked;
        asked = null;
        return next;
    }

    private synchronized boolean isOver() {
        return over;
    }

    private void endIfOver() {
        CompletableFuture<Optional<Bytes>> next = isOver() ? take() : null;
        if (next != null && failure == null) {
            next.complete(Optional.empty());
        } else if (next != null) {
            next.completeExceptionally(failure);
        }
    }
}
