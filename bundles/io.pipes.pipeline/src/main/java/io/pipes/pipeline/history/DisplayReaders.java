// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.api.PipesException;
import io.pipes.api.message.Message;
import io.pipes.api.pipeline.From;
import io.pipes.pipeline.flow.Subscribers;
import io.pipes.pipeline.packet.HybridClock;
import io.pipes.pipeline.state.PipelineState;
import io.pipes.spi.node.NodeContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All who read what is there of one pipeline in order of display. Packets whose key this node does not have now are passed over. */
final class DisplayReaders {
    private final NodeContext node;
    private final History history;
    private final HistoryReader reader;
    private final Set<HistorySubscription> subscriptions = new HashSet<>();
    private boolean closed;

    DisplayReaders(NodeContext node, History history, HistoryReader reader) {
        this.node = node;
        this.history = history;
        this.reader = reader;
    }

    /**
     * What is read.
     *
     * @param passesOver what is before the beginning
     * @param behind what has been of the first packet; null if nothing
     */
    private record Part(
            DisplayPlaces places, Predicate<DisplayPlace> passesOver, HistorySubscription.@Nullable Behind behind) {}

    /** Everything from a place on: the start, a time, or behind a message. */
    Flow.Publisher<Message> publisher(From from) {
        if (from instanceof From.Start) {
            return publisher(() -> CompletableFuture.completedFuture(new Part(merge(false), place -> false, null)));
        } else if (from instanceof From.Time time) {
            return publisher(() ->
                    CompletableFuture.completedFuture(new Part(merge(false), place -> isBefore(place, time), null)));
        } else if (from instanceof From.After after) {
            return publisher(() -> behind(after));
        }
        throw new PipesException(
                PipesException.Code.INVALID_ARGUMENT,
                "In order of display reading begins at the start, at a time, or behind a message.");
    }

    private static boolean isBefore(DisplayPlace place, From.Time time) {
        return HybridClock.millis(place.clock()) < time.time().toEpochMilli();
    }

    private CompletionStage<Part> behind(From.After after) {
        HistorySubscription.Behind behind = new HistorySubscription.Behind(after.author(), after.seq(), after.index());
        Predicate<DisplayPlace> earlier =
                place -> place.seq() != after.seq() || !place.author().equals(after.author());
        return history.store().position(after.author(), after.seq()).thenApply(found -> {
            if (found.isEmpty() || after.seq() > history.held(after.author()).last()) {
                throw HistoryReaders.notHere();
            }
            return new Part(merge(false), earlier, behind);
        });
    }

    /** The last messages. They are looked for from the end first, and only their places are held until they are read. */
    Flow.Publisher<Message> newest(int count) {
        return publisher(() -> newest(merge(true), count, new ArrayList<>()));
    }

    /** @param count so many are still to be found */
    private CompletionStage<Part> newest(DisplayPlaces backwards, int count, List<DisplayPlace> found) {
        return backwards.next(Math.min(count, DisplayPlaces.MAX_PLACES)).thenCompose(places -> {
            if (places.isEmpty()) {
                return CompletableFuture.completedFuture(new Part(ascending(found), place -> false, null));
            }
            return reader.messages(history.pipeline(), places)
                    .thenCompose(opened -> newest(backwards, count, found, places, opened));
        });
    }

    private CompletionStage<Part> newest(
            DisplayPlaces backwards,
            int count,
            List<DisplayPlace> found,
            List<DisplayPlace> places,
            List<List<Message>> opened) {
        int missing = count;
        for (int i = 0; i < places.size(); i++) {
            List<Message> messages = opened.get(i).stream()
                    .filter(message -> !PipelineState.isOperation(message))
                    .toList();
            if (!messages.isEmpty()) {
                found.add(places.get(i));
            }
            if (messages.size() >= missing) {
                return CompletableFuture.completedFuture(
                        new Part(ascending(found), place -> false, behind(messages, missing)));
            }
            missing -= messages.size();
        }
        return newest(backwards, missing, found);
    }

    /** What is too much of the first packet. */
    private static HistorySubscription.@Nullable Behind behind(List<Message> messages, int wanted) {
        if (messages.size() == wanted) {
            return null;
        }
        Message last = messages.get(messages.size() - wanted - 1);
        return new HistorySubscription.Behind(last.author(), last.seq(), last.index());
    }

    private static DisplayPlaces ascending(List<DisplayPlace> descending) {
        List<DisplayPlace> places = new ArrayList<>(descending);
        Collections.reverse(places);
        return DisplayPlaces.of(places);
    }

    private DisplayPlaces merge(boolean backwards) {
        Chains chains = history.chains();
        List<DisplayCursor> cursors = chains.authors().stream()
                .map(author -> new DisplayCursor(
                        history.store(),
                        author,
                        chains.first(author),
                        Math.min(chains.end(author), chains.limit(author)),
                        backwards))
                .toList();
        return new DisplayMerge(cursors, backwards);
    }

    private Flow.Publisher<Message> publisher(Supplier<CompletionStage<Part>> begin) {
        return subscriber -> {
            Objects.requireNonNull(subscriber, "subscriber");
            node.loop()
                    .execute(() -> history.load()
                            .thenCompose(done -> begin.get())
                            .whenComplete((part, failure) -> {
                                if (failure == null && !closed) {
                                    begin(subscriber, part);
                                } else {
                                    refuse(subscriber, closed ? Subscribers.replaced() : failure);
                                }
                            }));
        };
    }

    private HistorySubscription begin(Flow.Subscriber<? super Message> subscriber, Part part) {
        DisplayReading reading = new DisplayReading(
                part.places(),
                places -> reader.messages(history.pipeline(), places),
                part.passesOver(),
                subscriptions::remove);
        HistorySubscription made = new HistorySubscription(
                node.loop(), reading, subscriber, new HistorySubscription.Part(-1, part.behind(), DisplayReading.END));
        subscriptions.add(made);
        made.begin();
        return made;
    }

    private void refuse(Flow.Subscriber<? super Message> subscriber, Throwable why) {
        begin(subscriber, new Part(DisplayPlaces.of(List.of()), place -> false, null))
                .fail(HistoryReaders.reason(why));
    }

    /** Ends every subscription, because this feature is being replaced or its node stops. */
    void close() {
        closed = true;
        List.copyOf(subscriptions).forEach(one -> one.fail(Subscribers.replaced()));
    }
}
