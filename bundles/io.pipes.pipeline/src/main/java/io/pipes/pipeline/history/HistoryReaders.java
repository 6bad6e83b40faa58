// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.api.PipesException;
import io.pipes.api.message.Message;
import io.pipes.api.pipeline.From;
import io.pipes.pipeline.flow.Subscribers;
import io.pipes.pipeline.packet.Packet;
import io.pipes.spi.node.NodeContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** All who read the history of one pipeline, each at its own pace. */
final class HistoryReaders implements HistorySubscription.Source {
    private static final long BEGINNING = -1;

    private final NodeContext node;
    private final History history;
    private final HistoryReader reader;
    /** Never changed but replaced: readers come and go while they are told something. */
    private List<HistorySubscription> readers = List.of();

    private long end = BEGINNING;
    private boolean closed;

    HistoryReaders(NodeContext node, History history, HistoryReader reader) {
        this.node = node;
        this.history = history;
        this.reader = reader;
    }

    /** @param last the position of the last packet that is stored */
    void begin(long last) {
        end = last;
    }

    /** @param toHere whether it ends where the history ends now */
    Flow.Publisher<Message> publisher(From from, boolean toHere) {
        return subscriber -> {
            Objects.requireNonNull(subscriber, "subscriber");
            Wish wish = new Wish(from, toHere, subscriber);
            node.loop()
                    .execute(() -> history.load()
                            .thenCompose(done -> find(from))
                            .whenComplete((begin, failure) -> {
                                if (failure == null) {
                                    add(wish, begin);
                                } else {
                                    refuse(wish, failure);
                                }
                            }));
        };
    }

    /** What somebody wants to read. */
    private record Wish(From from, boolean toHere, Flow.Subscriber<? super Message> subscriber) {}

    /** Behind which position that begins. */
    private CompletionStage<Long> find(From from) {
        if (from instanceof From.Start) {
            return CompletableFuture.completedFuture(BEGINNING);
        }
        if (from instanceof From.Now) {
            return CompletableFuture.completedFuture(end);
        }
        CompletionStage<Optional<Long>> position = from instanceof From.After after
                ? history.store().position(after.author(), after.seq())
                : reader.find(((From.Packet) from).id());
        return position.thenApply(found -> found.orElseThrow(() -> new PipesException(
                        PipesException.Code.NOT_FOUND,
                        "This node does not have the packet to begin with. Begin at the start, or now."))
                - 1);
    }

    private void add(Wish wish, long position) {
        if (closed) {
            refuse(wish, Subscribers.replaced());
            return;
        }
        HistorySubscription made = made(wish, position, wish.toHere() ? end : Long.MAX_VALUE);
        List<HistorySubscription> more = new ArrayList<>(readers);
        more.add(made);
        readers = List.copyOf(more);
        made.begin();
    }

    private HistorySubscription made(Wish wish, long position, long to) {
        HistorySubscription.Behind behind = wish.from() instanceof From.After after
                ? new HistorySubscription.Behind(after.author(), after.seq(), after.index())
                : null;
        return new HistorySubscription(
                node.loop(), this, wish.subscriber(), new HistorySubscription.Part(position, behind, to));
    }

    private void refuse(Wish wish, Throwable why) {
        Throwable cause = why instanceof CompletionException ? Objects.requireNonNullElse(why.getCause(), why) : why;
        HistorySubscription refused = made(wish, end, Long.MAX_VALUE);
        refused.begin();
        refused.fail(cause instanceof PipesException ? cause : StoreFailure.reading(cause));
    }

    /** A packet has become durable. It is opened only if somebody keeps up; all others read it when they come to it. */
    void came(Packet packet, long position) {
        List<HistorySubscription> quick =
                readers.stream().filter(one -> one.keepsUp(end)).toList();
        end = position;
        if (!quick.isEmpty()) {
            reader.open(history.pipeline(), packet, position)
                    .ifPresent(messages -> quick.forEach(one -> one.came(messages, position)));
        }
        readers.forEach(HistorySubscription::more);
    }

    @Override
    public void read(HistorySubscription who, long after) {
        long endNow = end;
        reader.page(history.pipeline(), after)
                .whenCompleteAsync(
                        (page, failure) -> {
                            if (failure != null) {
                                who.fail(closed ? Subscribers.replaced() : StoreFailure.reading(failure));
                            } else if (page.end() > after || page.held()) {
                                who.read(page);
                                history.lookAgain();
                            } else {
                                // What was there is damaged.
                                who.read(new Page(endNow, List.of(), false));
                            }
                        },
                        node.loop());
    }

    /** A key has come, or time has passed. */
    void retry() {
        readers.forEach(HistorySubscription::retry);
    }

    /** Whether somebody waits for a key. */
    boolean areHeld() {
        return readers.stream().anyMatch(HistorySubscription::isHeld);
    }

    @Override
    public long end() {
        return end;
    }

    @Override
    public void remove(HistorySubscription gone) {
        readers = readers.stream().filter(other -> other != gone).toList();
    }

    /** Ends every subscription, because this feature is being replaced or its node stops. */
    void close() {
        closed = true;
        readers.forEach(one -> one.fail(Subscribers.replaced()));
    }
}
