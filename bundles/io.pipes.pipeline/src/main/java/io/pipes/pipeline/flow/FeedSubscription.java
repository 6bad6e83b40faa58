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
    private final Flow.Subscriber<? super Message> subscriber;
    private final Predicate<Message> filter;
    private final ArrayDeque<Message> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private long demand;
    private boolean ended;
    private boolean draining;

    FeedSubscription(
            Loop loop, Subscribers owner, Flow.Subscriber<? super Message> subscriber, Predicate<Message> filter) {
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

    void offer(Message message) {
        int cost = message.content().size() + MESSAGE_OVERHEAD_BYTES;
        if (waitingBytes + cost > MAX_WAITING_BYTES && !waiting.isEmpty()) {
            return;
        }
        waiting.add(message);
        waitingBytes += cost;
        drain();
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
                Message next = waiting.poll();
                waitingBytes -= next.content().size() + MESSAGE_OVERHEAD_BYTES;
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
        waitingBytes = 0;
        owner.remove(this);
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
