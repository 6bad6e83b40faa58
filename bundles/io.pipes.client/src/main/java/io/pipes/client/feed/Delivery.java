// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.feed;

import io.pipes.api.ChangeSubscriber;
import io.pipes.api.PipesException;
import io.pipes.api.message.MessageSubscriber;
import io.pipes.client.call.Callbacks;
import io.pipes.client.call.Failures;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Hands one subscriber what it wants, one thing after the other on the application's executor, where it may block.
 *
 * @param <T> what the subscriber gets
 */
final class Delivery<T> implements Flow.Subscription {
    /** After so many the executor's other tasks have their turn. */
    private static final int TURN = 256;

    private final Source<T> source;
    private final Flow.Subscriber<? super T> subscriber;
    private final Callbacks callbacks;
    private final Taking taking;
    private final Backlog backlog = new Backlog();
    private final AtomicLong wanted = new AtomicLong();
    private final AtomicInteger signals = new AtomicInteger();
    private volatile @Nullable End end;
    /** Why it is broken off from this side, whatever may still come. */
    private volatile @Nullable PipesException failure;

    private volatile boolean cancelled;
    private boolean begun;

    /** Hears what the subscriber does. */
    interface Taking {
        /**
         * The subscriber has dealt with items.
         *
         * @param era of all of them
         */
        void taken(int items, int era);

        /** The subscriber wants no more; comes behind everything that it has dealt with, and may come again. */
        void cancelled();
    }

    /** @param why empty when everything has come */
    private record End(@Nullable PipesException why) {}

    Delivery(Source<T> source, Flow.Subscriber<? super T> subscriber, Callbacks callbacks, Taking taking) {
        this.source = source;
        this.subscriber = subscriber;
        this.callbacks = callbacks;
        this.taking = taking;
    }

    /** There is something to hear from now on. */
    void begin() {
        signal();
    }

    /** @return how many have gone to make room for it */
    int add(Arrival arrival) {
        int gone = backlog.add(arrival);
        signal();
        return gone;
    }

    /** Forgets what was not taken, which will come again: how many. */
    int clear() {
        return backlog.clear();
    }

    /** Nothing more comes. */
    void end(@Nullable PipesException why) {
        end = new End(why);
        signal();
    }

    @Override
    public void request(long count) {
        if (count <= 0) {
            failure = new PipesException(
                    PipesException.Code.INVALID_ARGUMENT, "A subscriber asks for at least one item.");
        } else {
            wanted.accumulateAndGet(count, Delivery::sum);
        }
        signal();
    }

    private static long sum(long before, long more) {
        return before + more < 0 ? Long.MAX_VALUE : before + more;
    }

    /** The node hears of it behind what was dealt with: it tells others what it thinks was not. */
    @Override
    public void cancel() {
        cancelled = true;
        signal();
    }

    private void signal() {
        if (signals.getAndIncrement() == 0) {
            callbacks.execute(this::deliver);
        }
    }

    private void deliver() {
        int seen;
        do {
            seen = signals.get();
            if (!deliverTurn()) {
                callbacks.execute(this::deliver);
                return;
            }
        } while (signals.addAndGet(-seen) != 0);
    }

    /** @return whether there is nothing more to deliver just now */
    private boolean deliverTurn() {
        beginOnce();
        int era = 0;
        int count = 0;
        for (int i = 0; i < TURN && !isBrokenOff(); i++) {
            Backlog.Taken next = backlog.take(wanted.get() > 0);
            if (next == null) {
                told(count, era);
                endIfOver();
                return true;
            }
            if (next.era() != era) {
                told(count, era);
                count = 0;
                era = next.era();
            }
            count += deliver(next.arrival());
        }
        told(count, era);
        return breakOffIfWanted();
    }

    private boolean isBrokenOff() {
        return cancelled || failure != null;
    }

    private boolean breakOffIfWanted() {
        if (!isBrokenOff()) {
            return false;
        }
        taking.cancelled();
        backlog.clear();
        PipesException why = failure;
        if (!cancelled && why != null) {
            cancelled = true;
            guarded(() -> subscriber.onError(why));
        }
        return true;
    }

    private void told(int count, int era) {
        if (count > 0) {
            taking.taken(count, era);
        }
    }

    private void beginOnce() {
        if (!begun) {
            begun = true;
            guarded(() -> subscriber.onSubscribe(this));
        }
    }

    /** How many items have been dealt with: not one that nobody could read, or at which the subscriber has thrown. */
    private int deliver(Arrival arrival) {
        if (arrival instanceof Arrival.Item item) {
            wanted.updateAndGet(count -> count == Long.MAX_VALUE ? count : count - 1);
            return deliver(item) ? 1 : 0;
        }
        if (arrival instanceof Arrival.Skipped skipped) {
            tell(skipped);
            return 0;
        }
        return 1;
    }

    private void tell(Arrival.Skipped skipped) {
        if (subscriber instanceof MessageSubscriber curious) {
            guarded(() -> curious.onSkipped(skipped.count()));
        } else if (subscriber instanceof ChangeSubscriber<?> curious) {
            guarded(curious::onMissed);
        }
    }

    private boolean deliver(Arrival.Item item) {
        T value;
        try {
            value = source.decode(item.row());
        } catch (RuntimeException strange) {
            failure = Failures.of(strange);
            return false;
        }
        return guarded(() -> subscriber.onNext(value));
    }

    private void endIfOver() {
        End over = end;
        if (over == null || !backlog.isEmpty()) {
            return;
        }
        cancelled = true;
        if (over.why() == null) {
            guarded(subscriber::onComplete);
        } else {
            guarded(() -> subscriber.onError(over.why()));
        }
    }

    /** A subscriber that throws has broken off: whether it has not. */
    private boolean guarded(Runnable callback) {
        try {
            callback.run();
            return true;
        } catch (RuntimeException | Error broken) {
            cancel();
            Thread current = Thread.currentThread();
            current.getUncaughtExceptionHandler().uncaughtException(current, broken);
            return false;
        }
    }
}
