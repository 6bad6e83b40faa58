// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.api.message.Message;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Reads a history in order of display for one subscriber, a page at a time; its positions are the numbers of the pages. */
final class DisplayReading implements HistorySubscription.Source {
    /** Behind all pages. */
    static final long END = Long.MAX_VALUE - 1;

    private final DisplayPlaces places;
    private final DisplayOpener opener;
    private final Consumer<HistorySubscription> gone;
    private Predicate<DisplayPlace> passesOver;

    /**
     * @param opener gives the messages of packets
     * @param passesOver what is before the beginning; not asked any more once it was false
     * @param gone hears of the subscriber's end
     */
    DisplayReading(
            DisplayPlaces places,
            DisplayOpener opener,
            Predicate<DisplayPlace> passesOver,
            Consumer<HistorySubscription> gone) {
        this.places = places;
        this.opener = opener;
        this.passesOver = passesOver;
        this.gone = gone;
    }

    @Override
    public void read(HistorySubscription who, long after) {
        page(after + 1).whenComplete((page, failure) -> {
            if (failure == null) {
                who.read(page);
            } else {
                who.fail(StoreFailure.reading(failure));
            }
        });
    }

    private CompletionStage<Page> page(long number) {
        return places.next(DisplayPlaces.MAX_PLACES).thenCompose(next -> {
            if (next.isEmpty()) {
                return CompletableFuture.completedFuture(new Page(END, List.of(), false));
            }
            return opener.open(begun(next)).thenApply(opened -> {
                List<Message> messages = opened.stream().flatMap(List::stream).toList();
                return new Page(number, messages, false);
            });
        });
    }

    private List<DisplayPlace> begun(List<DisplayPlace> next) {
        List<DisplayPlace> rest = next.stream().dropWhile(passesOver).toList();
        if (!rest.isEmpty()) {
            passesOver = place -> false;
        }
        return rest;
    }

    @Override
    public long end() {
        return END;
    }

    @Override
    public void remove(HistorySubscription reader) {
        gone.accept(reader);
    }
}
