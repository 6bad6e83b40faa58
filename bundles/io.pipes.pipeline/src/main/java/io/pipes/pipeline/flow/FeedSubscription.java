// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.flow;

import io.pipes.api.message.Message;
import io.pipes.base.Clamp;
import io.pipes.spi.loop.Loop;
import java.util.ArrayDeque;
import java.util.concurrent.Flow;
import java.util.function.Predicate;

/** One subscriber, what it asked for, and what waits for it. */
final class FeedSubscription implements Flow.Subscription {
    /** What waits for a slow subscriber before messages are skipped for it. */
    static final int MAX_WAITING_BYTES = 4 << 20;

    private static final int MESSAGE_OVERHEAD_BYTES = 256;

    private final Loop loop;
    private final Subscribers owner;
    private final Flow.Subscriber<? super Handed.Hold> subscriber;
    private final Predicate<Message> filter;
    private final ArrayDeque<Handed.Hold> waiting = new ArrayDeque<>();

    /** What the subscriber has, and may have confirmed. */
    private final ArrayDeque<Handed.Hold> handed = new ArrayDeque<>();

    private long waitingBytes;
    private long demand;
    private boolean ended;
    private boolean draining;

    FeedSubscription(
            Loop loop, Subscribers owner, Flow.Subscriber<? super Handed.Hold> subscriber, Predicate<Message> filter) {
        this.loop = loop;
        this.owner = owner;
        this.subscriber = subscriber;
        this.filter = filter;
    }

    void begin() {
        guarded(() -> subscriber.onSubscribe(this));
    }

    void refuse(Throwable why) {
        begin();
        fail(why);
    }

    boolean matches(Message message) {
        return !ended && filter.test(message);
    }

    boolean hasDemand() {
        return demand > waiting.size();
    }

    void offer(Handed.Hold message) {
        int cost = cost(message);
        if (waitingBytes + cost > MAX_WAITING_BYTES && !waiting.isEmpty()) {
            message.giveBack();
            return;
        }
        waiting.add(message);
        waitingBytes += cost;
        drain();
    }

    private static int cost(Handed.Hold hold) {
        return hold.message().content().size() + MESSAGE_OVERHEAD_BYTES;
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
            fail(new IllegalArgumentException("A subscriber must ask for at least one message"));
            return;
        }
        demand = Clamp.add(demand, count);
        drain();
        owner.demandRose();
    }

    private void drain() {
        if (draining) {
            return;
        }
        draining = true;
        try {
            while (demand > 0 && !waiting.isEmpty() && !ended) {
                Handed.Hold next = waiting.poll();
                waitingBytes -= cost(next);
                demand--;
                hand(next);
            }
        } finally {
            draining = false;
        }
    }

    /** Those that it has confirmed are forgotten in passing: it mostly confirms in order. */
    private void hand(Handed.Hold next) {
        while (!handed.isEmpty() && handed.element().isOver()) {
            handed.remove();
        }
        handed.add(next);
        guarded(() -> subscriber.onNext(next));
    }

    void fail(Throwable why) {
        if (!ended) {
            end();
            guarded(() -> subscriber.onError(why));
        }
    }

    private void end() {
        ended = true;
        giveBack(handed);
        giveBack(waiting);
        waitingBytes = 0;
        owner.remove(this);
    }

    private static void giveBack(ArrayDeque<Handed.Hold> holds) {
        for (Handed.Hold hold = holds.poll(); hold != null; hold = holds.poll()) {
            hold.giveBack();
        }
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
