// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.bndrun;

import io.pipes.api.PipesException;
import io.pipes.api.message.Message;
import io.pipes.api.pipeline.From;
import io.pipes.api.pipeline.Pipeline;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;

/** Hears a pipeline from its start. When its subscription ends, it subscribes again behind what it heard last, by the service that is there then. */
final class Follower implements Flow.Subscriber<Message> {
    private static final long PATIENCE_SECONDS = 60;

    private final Callable<Pipeline> pipeline;
    private final List<Message> heard = new ArrayList<>();
    private final List<Throwable> ends = new ArrayList<>();
    private Flow.Subscription subscription;
    private boolean over;

    private Follower(Callable<Pipeline> pipeline) {
        this.pipeline = pipeline;
    }

    /** @param pipeline as the service that is there now gives it */
    static Follower of(Callable<Pipeline> pipeline) {
        Follower follower = new Follower(pipeline);
        follower.subscribe();
        return follower;
    }

    private void subscribe() {
        try {
            pipeline.call().messages(from()).subscribe(this);
        } catch (Exception gone) {
            onError(gone);
        }
    }

    private synchronized From from() {
        if (heard.isEmpty()) {
            return From.START;
        }
        Message last = heard.get(heard.size() - 1);
        return new From.After(last.author(), last.seq(), last.index());
    }

    @Override
    public synchronized void onSubscribe(Flow.Subscription begun) {
        subscription = begun;
        begun.request(Long.MAX_VALUE);
    }

    @Override
    public synchronized void onNext(Message message) {
        heard.add(message);
        notifyAll();
    }

    @Override
    public void onError(Throwable why) {
        if (ended(why)) {
            subscribe();
        }
    }

    /** Whether it makes sense to go on. */
    private synchronized boolean ended(Throwable why) {
        ends.add(why);
        notifyAll();
        return !over && why instanceof PipesException failure && failure.code().retry();
    }

    @Override
    public void onComplete() {
        onError(new AssertionError("A subscription has come to an end"));
    }

    /** Waits until so many were heard, and returns what they all say. */
    synchronized List<String> await(int count) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (heard.size() < count) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError("Heard " + heard.size() + " of " + count + "; ended by " + ends);
            }
            wait(left);
        }
        return heard.stream().map(Message::text).toList();
    }

    /** Why its subscriptions have ended so far. */
    synchronized List<Throwable> ends() {
        return List.copyOf(ends);
    }

    synchronized void cancel() {
        over = true;
        subscription.cancel();
    }
}
