// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.api.PipesException;
import io.pipes.api.message.Message;
import io.pipes.api.pipeline.Before;
import io.pipes.base.id.PacketId;
import io.pipes.pipeline.packet.HybridClock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/**
 * The part of a history before a place, from its end. What is behind the place is passed through: where clocks went back no other way leads
 * to the places at which the authors' chains stand then, so pages neither overlap nor leave anything out.
 */
final class DisplayBefore implements DisplayPlaces {
    private final DisplayPlaces backwards;
    private final Predicate<DisplayPlace> behind;
    private final boolean mustBeThere;
    private boolean there;

    /**
     * @param behind whether a place is passed through; not asked any more once it was false
     * @param mustBeThere whether it is an error when it is never false
     */
    private DisplayBefore(DisplayPlaces backwards, Predicate<DisplayPlace> behind, boolean mustBeThere) {
        this.backwards = backwards;
        this.behind = behind;
        this.mustBeThere = mustBeThere;
    }

    /** @param backwards a history from its end */
    static DisplayPlaces of(DisplayPlaces backwards, Before before) {
        if (before instanceof Before.Time time) {
            long millis = time.time().toEpochMilli();
            return new DisplayBefore(backwards, place -> HybridClock.millis(place.clock()) >= millis, false);
        } else if (before instanceof Before.Message message) {
            // Earlier messages of its packet are wanted, so the packet is part of it.
            return new DisplayBefore(
                    backwards,
                    place -> place.seq() != message.seq() || !place.author().equals(message.author()),
                    true);
        }
        return backwards;
    }

    /** Which messages are before a place, of the packets that {@link #of} leaves. */
    static Predicate<Message> wanted(Before before) {
        return before instanceof Before.Message end
                ? message -> message.index() < end.index()
                        || message.seq() != end.seq()
                        || !message.author().equals(end.author())
                : message -> true;
    }

    /**
     * Finds a message of which only the name is known.
     *
     * @param backwards a history from its end
     */
    static CompletionStage<Before.Message> find(DisplayPlaces backwards, DisplayOpener opener, Before.Named named) {
        return backwards.next(MAX_PLACES).thenCompose(places -> {
            if (places.isEmpty()) {
                throw notHere();
            }
            return opener.open(places)
                    .thenCompose(opened -> find(opened, named.packet())
                            .<CompletionStage<Before.Message>>map(one -> CompletableFuture.completedFuture(
                                    new Before.Message(one.author(), one.seq(), named.index())))
                            .orElseGet(() -> find(backwards, opener, named)));
        });
    }

    private static Optional<Message> find(List<List<Message>> opened, PacketId packet) {
        return opened.stream()
                .flatMap(List::stream)
                .filter(message -> message.packet().equals(Optional.of(packet)))
                .findFirst();
    }

    @Override
    public CompletionStage<List<DisplayPlace>> next(int most) {
        return there
                ? backwards.next(most)
                : backwards.next(most).thenCompose(places -> {
                    if (places.isEmpty()) {
                        if (mustBeThere) {
                            throw notHere();
                        }
                        return CompletableFuture.completedFuture(places);
                    }
                    List<DisplayPlace> rest = places.stream().dropWhile(behind).toList();
                    there = !rest.isEmpty();
                    return there ? CompletableFuture.completedFuture(rest) : next(most);
                });
    }

    private static PipesException notHere() {
        return new PipesException(
                PipesException.Code.NOT_FOUND,
                "This node does not have the message before which you want to read, or cannot read it. Begin at the end, or before a"
                        + " time.");
    }
}
