// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.api;

import io.pipes.api.PipesException;
import io.pipes.api.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Keeps what it hears. What a test waits for is bounded by a patience that only a failure ever needs.
 *
 * @param <T> what it subscribed to
 */
public class Collected<T> implements Flow.Subscriber<T> {
    private static final long PATIENCE_SECONDS = 60;

    private final long wanted;
    private final List<T> heard = new ArrayList<>();
    private final CompletableFuture<Flow.Subscription> begun = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    private Collected(long wanted) {
        this.wanted = wanted;
    }

    /** Subscribes, and returns when the subscription has begun. */
    public static <T> Collected<T> all(Flow.Publisher<T> publisher) throws Exception {
        return some(publisher, Long.MAX_VALUE);
    }

    /** As {@link #all}, asking for so many. */
    public static <T> Collected<T> some(Flow.Publisher<T> publisher, long wanted) throws Exception {
        Collected<T> collected = new Collected<>(wanted);
        publisher.subscribe(collected);
        collected.begun.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return collected;
    }

    /** Of messages, what they say. */
    public static List<String> texts(List<Message> messages) {
        return messages.stream().map(Message::text).toList();
    }

    public void request(long more) throws Exception {
        begun.get(PATIENCE_SECONDS, TimeUnit.SECONDS).request(more);
    }

    public void cancel() throws Exception {
        begun.get(PATIENCE_SECONDS, TimeUnit.SECONDS).cancel();
    }

    /** Waits until so many were heard, and returns all that were. */
    public List<T> await(int count) throws Exception {
        return await(all -> all.size() >= count);
    }

    /** Waits until what was heard is enough. */
    public synchronized List<T> await(Predicate<List<T>> enough) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!enough.test(heard)) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0 || ended.isDone()) {
                throw new AssertionError("Heard only " + heard.size() + ": " + brief() + "; ended: " + ended);
            }
            wait(left);
        }
        return List.copyOf(heard);
    }

    private String brief() {
        String all = heard.toString();
        return all.length() > 500 ? all.substring(0, 500) + "..." : all;
    }

    /** Waits until nothing more comes, and returns all. */
    public List<T> end() throws Exception {
        ended.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return heard();
    }

    /** Waits until it fails, and returns why. */
    public PipesException.Code failure() throws Exception {
        try {
            end();
        } catch (ExecutionException failed) {
            return ((PipesException) failed.getCause()).code();
        }
        throw new AssertionError("It has not failed, and everything was told");
    }

    public synchronized List<T> heard() {
        return List.copyOf(heard);
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        if (wanted > 0) {
            subscription.request(wanted);
        }
        begun.complete(subscription);
    }

    @Override
    public synchronized void onNext(T item) {
        heard.add(item);
        notifyAll();
    }

    @Override
    public synchronized void onError(Throwable why) {
        ended.completeExceptionally(why);
        notifyAll();
    }

    @Override
    public synchronized void onComplete() {
        ended.complete(null);
        notifyAll();
    }
}
