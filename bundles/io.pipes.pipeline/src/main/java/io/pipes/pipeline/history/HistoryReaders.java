// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.api.PipesException;
import io.pipes.api.message.Message;
import io.pipes.api.pipeline.From;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.flow.Subscribers;
import io.pipes.pipeline.packet.Packet;
import io.pipes.pipeline.state.StateSource;
import io.pipes.spi.node.NodeContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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

    /**
     * What people and programs said to each other; changes of the pipeline's state are no messages to them.
     *
     * @param begin finds where reading begins, once the history is open
     * @param toHere whether it ends where the history ends now
     */
    Flow.Publisher<Message> publisher(Supplier<CompletionStage<Place>> begin, boolean toHere) {
        return subscriber -> {
            Objects.requireNonNull(subscriber, "subscriber");
            Wish wish = new Wish(toHere, subscriber);
            node.loop()
                    .execute(() -> history.load()
                            .thenCompose(done -> begin.get())
                            .whenComplete((place, failure) -> {
                                if (failure == null) {
                                    add(wish, place);
                                } else {
                                    refuse(wish, failure);
                                }
                            }));
        };
    }

    /** What somebody wants to read. */
    private record Wish(boolean toHere, Flow.Subscriber<? super Message> subscriber) {}

    /**
     * Where reading begins.
     *
     * @param after what comes behind this position
     * @param behind what has been of the first packet; null if nothing
     */
    record Place(long after, HistorySubscription.@Nullable Behind behind) {
        static final Place START = new Place(BEGINNING, null);
    }

    CompletionStage<Place> find(From from) {
        if (from instanceof From.Start) {
            return CompletableFuture.completedFuture(Place.START);
        } else if (from instanceof From.Now) {
            return CompletableFuture.completedFuture(new Place(end, null));
        } else if (from instanceof From.Time time) {
            long millis = time.time().toEpochMilli();
            return new Since(history.store(), millis).find(end).thenApply(after -> new Place(after, null));
        } else if (from instanceof From.After after) {
            HistorySubscription.Behind behind =
                    new HistorySubscription.Behind(after.author(), after.seq(), after.index());
            // What is not kept any more is behind everybody.
            return history.isDropped(after.author(), after.seq())
                    ? CompletableFuture.completedFuture(isLast(after) ? new Place(end, null) : Place.START)
                    : position(after).thenApply(found -> before(found, behind));
        }
        return reader.find(((From.Packet) from).id()).thenApply(found -> before(found, null));
    }

    /** Where somebody goes on who has noted its place; who has none begins at the start. */
    CompletionStage<Place> find(Optional<CursorPlace> noted) {
        if (noted.isEmpty()) {
            return CompletableFuture.completedFuture(Place.START);
        }
        From.After after = noted.get().after();
        return position(after).thenApply(noted.get()::place);
    }

    /**
     * Where a packet stands. One whose content was dropped stands nowhere: reading goes on with what came when it did, so that nothing is
     * missed.
     */
    CompletionStage<Optional<Long>> position(From.After after) {
        HistoryStore store = history.store();
        return store.position(after.author(), after.seq())
                .thenCompose(found -> found.isPresent()
                        ? CompletableFuture.completedFuture(found)
                        : store.stubCame(after.author(), after.seq()).thenCompose(this::since));
    }

    private CompletionStage<Optional<Long>> since(Optional<Long> millis) {
        return millis.isEmpty()
                ? CompletableFuture.completedFuture(Optional.empty())
                : new Since(history.store(), millis.get()).find(end).thenApply(before -> Optional.of(before + 1));
    }

    private boolean isLast(From.After after) {
        return history.last()
                .filter(last -> last.author().equals(after.author()) && last.seq() == after.seq())
                .isPresent();
    }

    private static Place before(Optional<Long> position, HistorySubscription.@Nullable Behind behind) {
        return new Place(position.orElseThrow(HistoryReaders::notHere) - 1, behind);
    }

    static PipesException notHere() {
        return new PipesException(
                PipesException.Code.NOT_FOUND,
                "This node does not have the packet to begin with. Begin at the start, or now.");
    }

    private void add(Wish wish, Place place) {
        if (closed) {
            refuse(wish, Subscribers.replaced());
            return;
        }
        HistorySubscription made = made(wish, place, wish.toHere() ? end : Long.MAX_VALUE);
        List<HistorySubscription> more = new ArrayList<>(readers);
        more.add(made);
        readers = List.copyOf(more);
        made.begin();
    }

    private HistorySubscription made(Wish wish, Place place, long to) {
        return new HistorySubscription(
                node.loop(), this, wish.subscriber(), new HistorySubscription.Part(place.after(), place.behind(), to));
    }

    private void refuse(Wish wish, Throwable why) {
        HistorySubscription refused = made(wish, new Place(end, null), Long.MAX_VALUE);
        refused.begin();
        refused.fail(reason(why));
    }

    /** What a reader hears who cannot begin. */
    static Throwable reason(Throwable why) {
        Throwable cause = why instanceof CompletionException ? Objects.requireNonNullElse(why.getCause(), why) : why;
        return cause instanceof PipesException ? cause : StoreFailure.reading(cause);
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

    /** What comes next of one author. */
    CompletionStage<StateSource.Run> next(NodeId author, long after, long last) {
        return reader.next(history.pipeline(), author, after, last);
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
