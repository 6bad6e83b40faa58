// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.presence.audience;

import io.pipes.api.PipesException;
import io.pipes.api.presence.PresenceEvent;
import io.pipes.spi.loop.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Flow;

/** Those who want to hear of changes. Lives on the loop; subscribers come, ask and go from any thread, and hear everything there. */
public final class Audience implements Flow.Publisher<PresenceEvent> {
    private final Loop loop;
    private final List<Seat> seats = new ArrayList<>();
    private boolean closed;

    public Audience(Loop loop) {
        this.loop = loop;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super PresenceEvent> subscriber) {
        Objects.requireNonNull(subscriber, "subscriber");
        loop.execute(() -> admit(new Seat(loop, subscriber, seats::remove)));
    }

    private void admit(Seat seat) {
        if (closed) {
            seat.begin();
            seat.fail(replaced());
            return;
        }
        seats.add(seat);
        seat.begin();
    }

    public void tell(PresenceEvent event) {
        List.copyOf(seats).forEach(seat -> seat.tell(event));
    }

    /** Ends every subscription. */
    public void close() {
        closed = true;
        List.copyOf(seats).forEach(seat -> seat.fail(replaced()));
    }

    private static PipesException replaced() {
        return new PipesException(
                PipesException.Code.FEATURE_MISSING,
                "The presence feature was stopped or is being replaced. Subscribe again.");
    }
}
