// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.examples.inventory;

import io.pipes.api.pipeline.TypedMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;

/** Writes down each booking that it hears of. */
final class Journal implements Flow.Subscriber<TypedMessage<Booking>> {
    private final List<Booking> bookings = new ArrayList<>();

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public synchronized void onNext(TypedMessage<Booking> booking) {
        bookings.add(booking.value());
    }

    /** What was heard stays. */
    @Override
    public void onError(Throwable why) {}

    @Override
    public void onComplete() {}

    synchronized List<Booking> bookings() {
        return List.copyOf(bookings);
    }
}
