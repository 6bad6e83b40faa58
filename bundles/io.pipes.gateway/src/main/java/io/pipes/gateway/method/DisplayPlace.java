// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.message.Message;
import io.pipes.api.pipeline.Before;
import io.pipes.api.pipeline.From;
import io.pipes.api.pipeline.Order;
import io.pipes.gateway.feed.FirstOf;
import io.pipes.gateway.rpc.Params;
import io.pipes.spi.local.LocalPipeline;
import java.util.Optional;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * How far a client has read a persistent pipeline in order of display. When the feature behind it is replaced, reading goes on there.
 *
 * <p><b>Threads.</b> Any; the node's and those that subscribe again.
 */
final class DisplayPlace {
    private final MessageRows rows = new MessageRows();
    private final int newest;
    private final Before before;
    private volatile int told;
    private volatile @Nullable From next;

    private DisplayPlace(int newest, Before before, @Nullable From next) {
        this.newest = newest;
        this.before = before;
        this.next = next;
    }

    /** Where a client wants to begin that asked for this order, or for the newest messages, which come in it. */
    static Optional<DisplayPlace> of(Params params) {
        Optional<Long> newest = params.number("newest", 1, LocalPipeline.MAX_NEWEST);
        Optional<String> from = params.text("from");
        Optional<Before> before = before(params);
        Optional<From.After> after = ReadingPlace.after(params);
        if (before.isPresent() && newest.isEmpty()) {
            throw Params.invalid(
                    "'before' and 'beforeMessage' need 'newest': how many messages before that place are wanted.");
        }
        Order order = params.text("order")
                .map(text ->
                        Order.ofText(text).orElseThrow(() -> Params.invalid("An order is one of arrival, display.")))
                .orElse(newest.isPresent() ? Order.DISPLAY : Order.ARRIVAL);
        if (from.isPresent() && after.isPresent()) {
            throw Params.invalid("Reading begins at 'from' or behind 'after', not both.");
        }
        if (newest.isPresent() && (from.isPresent() || after.isPresent() || order != Order.DISPLAY)) {
            throw Params.invalid("The newest messages come in order of display, and begin where they begin: leave out"
                    + " 'from' and 'after', and 'order' too.");
        }
        if (order == Order.ARRIVAL) {
            return Optional.empty();
        }
        return Optional.of(
                newest.isPresent()
                        ? new DisplayPlace(newest.get().intValue(), before.orElse(Before.END), null)
                        : new DisplayPlace(
                                0,
                                Before.END,
                                after.<From>map(behind -> behind)
                                        .or(() -> from.map(DisplayPlace::from))
                                        .orElse(From.START)));
    }

    private static From from(String from) {
        return from.equals("start")
                ? From.START
                : ReadingPlace.time(from)
                        .map(From.Time::new)
                        .orElseThrow(() -> Params.invalid(
                                "In order of display 'from' is start, or a time such as 2030-01-31T12:00:00Z."));
    }

    private static Optional<Before> before(Params params) {
        Optional<String> named = params.text("before");
        Optional<From.After> message = params.object("beforeMessage").map(ReadingPlace::place);
        if (named.isPresent() && message.isPresent()) {
            throw Params.invalid("Reading ends at 'before' or before 'beforeMessage', not both.");
        }
        return named.map(DisplayPlace::before)
                .or(() -> message.map(place -> new Before.Message(place.author(), place.seq(), place.index())));
    }

    private static Before before(String text) {
        return ReadingPlace.time(text).<Before>map(Before.Time::new).orElseGet(() -> {
            MessagePlace message = MessagePlace.of("before", text);
            return new Before.Named(message.packet(), message.index());
        });
    }

    /** What there is from here on; of what is before a place, what was not told yet, and never more than was asked for. */
    Flow.Publisher<Message> history(LocalPipeline pipeline) {
        From from = next;
        int left = newest - told;
        if (newest == 0 && from != null) {
            return pipeline.history(from, Order.DISPLAY);
        }
        boolean begins = from == null || before != Before.END;
        return new FirstOf<>(
                begins ? pipeline.newest(Math.max(1, left), before) : pipeline.history(from, Order.DISPLAY), left);
    }

    /** As it is told to the client, which has then read it. */
    ObjectNode told(Message message) {
        told++;
        next = new From.After(message.author(), message.seq(), message.index());
        return rows.row(message);
    }
}
