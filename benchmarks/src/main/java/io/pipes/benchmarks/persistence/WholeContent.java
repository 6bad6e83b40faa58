// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.persistence;

import io.pipes.api.message.LargeContent;
import io.pipes.api.message.Message;
import io.pipes.base.Bytes;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/** Waits for the message that has a content, reads that, and looks whether it is what was published. */
final class WholeContent implements Flow.Subscriber<Message> {
    private final long notes;
    private final CompletableFuture<Long> done = new CompletableFuture<>();

    /** @param notes of which it consists */
    WholeContent(long notes) {
        this.notes = notes;
    }

    /** By {@link System#nanoTime}, when its last byte was in hand. */
    long await() {
        return done.join();
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(Message message) {
        message.large().map(LargeContent::bytes).ifPresent(bytes -> bytes.subscribe(new Reader()));
    }

    @Override
    public void onError(Throwable failure) {
        done.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        // A pipeline has no end.
    }

    private final class Reader implements Flow.Subscriber<Bytes> {
        private final NotesStream published = new NotesStream(notes);

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(Bytes piece) {
            try {
                if (!Bytes.wrap(published.readNBytes(piece.size())).equals(piece)) {
                    throw new IllegalStateException("A content was changed");
                }
            } catch (IOException | IllegalStateException failure) {
                done.completeExceptionally(failure);
            }
        }

        @Override
        public void onError(Throwable failure) {
            done.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            if (published.read() < 0) {
                done.complete(System.nanoTime());
            } else {
                done.completeExceptionally(new IllegalStateException("A content was cut off"));
            }
        }
    }
}
