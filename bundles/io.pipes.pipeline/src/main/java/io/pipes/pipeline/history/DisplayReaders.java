// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.api.PipesException;
import io.pipes.api.message.Message;
import io.pipes.api.pipeline.Before;
import io.pipes.api.pipeline.From;
import io.pipes.pipeline.flow.Subscribers;
import io.pipes.pipeline.packet.HybridClock;
import io.pipes.spi.node.NodeContext;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Predicate;
import java.util.function.Supplier;

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

    /** Everything from a place on: the start, a time, or behind a message. */
    Flow.Publisher<Message> publisher(From from) {
        if (from instanceof From.Start) {
            return publisher(() -> CompletableFuture.completedFuture(DisplayPart.from(merge(), place -> false)));
        } else if (from instanceof From.Time time) {
            return publisher(
                    () -> CompletableFuture.completedFuture(DisplayPart.from(merge(), place -> isBefore(place, time))));
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

    private CompletionStage<DisplayPart> behind(From.After after) {
        HistorySubscription.Behind behind = new HistorySubscription.Behind(after.author(), after.seq(), after.index());
        Predicate<DisplayPlace> earlier =
                place -> place.seq() != after.seq() || !place.author().equals(after.author());
        return history.readers().position(after).thenApply(found -> {
            if (found.isEmpty() || after.seq() > history.held(after.author()).last()) {
                throw HistoryReaders.notHere();
            }
            return new DisplayPart(merge(), earlier, behind, message -> true, Glimpse.NOTHING);
        });
    }

    /** The last messages before a place. */
    Flow.Publisher<Message> newest(int count, Before before) {
        return publisher(() -> previewed(count, before)
                .thenCompose(glimpse -> found(before, glimpse)
                        .thenCompose(place -> new NewestSearch(
                                        DisplayBefore.of(backwards(glimpse), place),
                                        opener(glimpse),
                                        DisplayBefore.wanted(place),
                                        count)
                                .run()
                                .thenApply(part -> part.with(glimpse)))));
    }

    /** Of what is not here yet, what is to be shown of it. Who goes back sees what is there already. */
    private CompletionStage<Glimpse> previewed(int count, Before before) {
        CompletionStage<Void> ready =
                before == Before.END ? history.preview(count) : CompletableFuture.completedFuture(null);
        return ready.thenApply(done -> history.preview().glimpse(history.chains()));
    }

    private CompletionStage<? extends Before> found(Before before, Glimpse glimpse) {
        return before instanceof Before.Named named
                ? DisplayBefore.find(backwards(glimpse), opener(glimpse), named)
                : CompletableFuture.completedFuture(before);
    }

    private DisplayPlaces backwards(Glimpse glimpse) {
        return glimpse.backwards(history.store(), history.chains());
    }

    private DisplayOpener opener(Glimpse glimpse) {
        return places -> reader.messages(history.pipeline(), places, glimpse);
    }

    private DisplayPlaces merge() {
        Chains chains = history.chains();
        List<DisplayCursor> cursors = chains.authors().stream()
                .map(author -> new DisplayCursor(
                        history.store(),
                        author,
                        chains.first(author),
                        Math.min(chains.end(author), chains.limit(author)),
                        false))
                .toList();
        return new DisplayMerge(cursors, false);
    }

    private Flow.Publisher<Message> publisher(Supplier<CompletionStage<DisplayPart>> begin) {
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

    private HistorySubscription begin(Flow.Subscriber<? super Message> subscriber, DisplayPart part) {
        DisplayReading reading = new DisplayReading(
                part.places(),
                places -> opener(part.glimpse()).open(places).thenApply(opened -> wanted(opened, part)),
                part.passesOver(),
                subscriptions::remove);
        HistorySubscription made = new HistorySubscription(
                node.loop(), reading, subscriber, new HistorySubscription.Part(-1, part.behind(), DisplayReading.END));
        subscriptions.add(made);
        made.begin();
        return made;
    }

    private static List<List<Message>> wanted(List<List<Message>> opened, DisplayPart part) {
        return opened.stream()
                .map(messages -> messages.stream().filter(part.wanted()).toList())
                .toList();
    }

    private void refuse(Flow.Subscriber<? super Message> subscriber, Throwable why) {
        begin(subscriber, DisplayPart.from(DisplayPlaces.of(List.of()), place -> false))
                .fail(HistoryReaders.reason(why));
    }

    /** Ends every subscription, because this feature is being replaced or its node stops. */
    void close() {
        closed = true;
        List.copyOf(subscriptions).forEach(one -> one.fail(Subscribers.replaced()));
    }
}
