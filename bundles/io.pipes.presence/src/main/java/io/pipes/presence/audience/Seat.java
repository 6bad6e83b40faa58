// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.presence.audience;

import io.pipes.api.presence.PresenceEvent;
import io.pipes.base.Clamp;
import io.pipes.base.id.NodeId;
import io.pipes.spi.loop.Loop;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/** One subscriber, what it asked for, and what waits for it: at most one change of each member, the newest. Lives on the loop. */
final class Seat implements Flow.Subscription {
    private final Loop loop;
    private final Flow.Subscriber<? super PresenceEvent> subscriber;
    private final Consumer<Seat> leaving;
    private final Map<NodeId, PresenceEvent> waiting = new LinkedHashMap<>();
    private long demand;
    private boolean ended;
    private boolean draining;

    Seat(Loop loop, Flow.Subscriber<? super PresenceEvent> subscriber, Consumer<Seat> leaving) {
        this.loop = loop;
        this.subscriber = subscriber;
        this.leaving = leaving;
    }

    void begin() {
        guarded(() -> subscriber.onSubscribe(this));
    }

    void tell(PresenceEvent event) {
        if (!ended) {
            waiting.merge(event.member().node(), event, Seat::newest);
            drain();
        }
    }

    /** Who has not heard yet that somebody joined hears it with what that member became. */
    private static PresenceEvent newest(PresenceEvent before, PresenceEvent now) {
        boolean news = before.kind() == PresenceEvent.Kind.JOINED && now.kind() == PresenceEvent.Kind.CHANGED;
        return news ? new PresenceEvent(before.kind(), now.member()) : now;
    }

    @Override
    public void request(long count) {
        loop.execute(() -> requested(count));
    }

    @Override
    public void cancel() {
        loop.execute(this::end);
    }

    private void requested(long count) {
        if (ended) {
            return;
        }
        if (count <= 0) {
            fail(new IllegalArgumentException("A subscriber must ask for at least one change"));
            return;
        }
        demand = Clamp.add(demand, count);
        drain();
    }

    private void drain() {
        if (draining) {
            return;
        }
        draining = true;
        try {
            while (demand > 0 && !waiting.isEmpty() && !ended) {
                Iterator<PresenceEvent> first = waiting.values().iterator();
                PresenceEvent next = first.next();
                first.remove();
                demand--;
                guarded(() -> subscriber.onNext(next));
            }
        } finally {
            draining = false;
        }
    }

    void fail(Throwable why) {
        if (!ended) {
            end();
            guarded(() -> subscriber.onError(why));
        }
    }

    private void end() {
        ended = true;
        waiting.clear();
        leaving.accept(this);
    }

    /** A subscriber that throws has broken its contract (Flow, rule 2.13) and is cut off. */
    private void guarded(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException broken) {
            end();
        }
    }
}
