// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.blob;

import io.pipes.api.message.Message;
import io.pipes.base.Bytes;
import io.pipes.base.Cancellable;
import io.pipes.pipeline.flow.Subscribers;
import io.pipes.pipeline.history.CursorPlace;
import io.pipes.pipeline.history.History;
import io.pipes.spi.loop.Loop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks through one history for messages that refer to blobs. What has come is looked through together after a moment, a page at a time on
 * workers, so that a node where nobody reads is hardly burdened. What this node has published itself is known, and not read again.
 */
final class BlobWatch {
    private static final Duration SOON = Duration.ofMillis(500);
    /** After a store failed. */
    private static final Duration LATER = Duration.ofSeconds(10);

    private final Loop loop;
    private final History history;
    private final BlobBook book;
    private final BiConsumer<Bytes, BlobPlace> found;
    /** Who wants to know when all was looked through that was there when they asked. */
    private final List<CompletableFuture<Void>> asking = new ArrayList<>();
    /** Those who asked before what is looked through now was decided. */
    private final List<CompletableFuture<Void>> answered = new ArrayList<>();

    private @Nullable Cancellable timer;
    private boolean looking;
    private boolean grown;
    /** Whether there is more to be read than what this node has published itself without blobs. */
    private boolean unread;

    private boolean stopped;

    /** @param found hears of every blob that a message names, and where */
    BlobWatch(Loop loop, History history, BlobBook book, BiConsumer<Bytes, BlobPlace> found) {
        this.loop = loop;
        this.history = history;
        this.book = book;
        this.found = found;
    }

    /** More has come. */
    void grown() {
        grown = true;
        lookIn(SOON);
    }

    /** Completes when all that is durable now was looked through; fails if the store does, or this is stopped. */
    CompletionStage<Void> upToDate() {
        if (!looking && isAtEnd()) {
            return CompletableFuture.completedFuture(null);
        }
        if (stopped) {
            return CompletableFuture.failedFuture(Subscribers.replaced());
        }
        CompletableFuture<Void> answer = new CompletableFuture<>();
        asking.add(answer);
        grown();
        return answer;
    }

    private boolean isAtEnd() {
        return history.end().isEmpty() || history.end().equals(book.end(history.routeTag()));
    }

    /** Whether a message is not kept any more. */
    boolean isDropped(BlobPlace place) {
        return place.routeTag().equals(history.routeTag()) && history.isDropped(place.author(), place.seq());
    }

    private void lookIn(Duration pause) {
        if (timer == null && !looking && !stopped) {
            timer = loop.schedule(pause, () -> {
                timer = null;
                look();
            });
        }
    }

    private void look() {
        Optional<CursorPlace> from = book.end(history.routeTag());
        Optional<CursorPlace> end = history.end();
        grown = false;
        answered.addAll(asking);
        asking.clear();
        if (isAtEnd()) {
            answer(null);
        } else {
            looking = true;
            unread |= history.takeUnread();
            if (unread) {
                history.behind(from).subscribe(new Reader(end.orElseThrow()));
            } else {
                looked(end.orElseThrow(), Map.of());
            }
        }
    }

    private void looked(CursorPlace end, Map<Bytes, Set<BlobPlace>> named) {
        book.looked(history.routeTag(), end, named).whenComplete((written, failure) -> {
            looking = false;
            unread &= failure != null;
            answer(failure);
            if (grown || failure != null) {
                lookIn(failure == null ? SOON : LATER);
            }
        });
    }

    private void answer(@Nullable Throwable failure) {
        List<CompletableFuture<Void>> all = List.copyOf(answered);
        answered.clear();
        all.forEach(one -> {
            if (failure == null) {
                one.complete(null);
            } else {
                one.completeExceptionally(failure);
            }
        });
    }

    void stop() {
        stopped = true;
        if (timer != null) {
            timer.cancel();
        }
        answered.addAll(asking);
        asking.clear();
        answer(Subscribers.replaced());
    }

    private final class Reader implements Flow.Subscriber<Message> {
        private final CursorPlace end;
        private final Map<Bytes, Set<BlobPlace>> named = new LinkedHashMap<>();

        Reader(CursorPlace end) {
            this.end = end;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(Message message) {
            if (message.large().orElse(null) instanceof BlobContent content) {
                Bytes address = content.reference().address();
                BlobPlace place = new BlobPlace(history.routeTag(), message.author(), message.seq());
                named.computeIfAbsent(address, none -> new LinkedHashSet<>()).add(place);
                found.accept(address, place);
            }
        }

        @Override
        public void onError(Throwable failure) {
            looking = false;
            answer(failure);
            lookIn(LATER);
        }

        @Override
        public void onComplete() {
            looked(end, named);
        }
    }
}
