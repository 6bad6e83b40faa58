// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.runtime.netty;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Knows everything a bundle has open, so that stopping it leaves nothing behind. May be used from any thread. */
public final class OpenEnds {
    private final Set<Ending> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger entered = new AtomicInteger();
    private final int most;
    private volatile boolean stopped;

    /** @param most how many may have {@link #enter entered} at a time */
    public OpenEnds(int most) {
        this.most = most;
    }

    public boolean stopped() {
        return stopped;
    }

    public int most() {
        return most;
    }

    /** Reserves room for one more; {@link #leave} gives it back. False if there is none. */
    public boolean enter() {
        if (entered.incrementAndGet() > most) {
            entered.decrementAndGet();
            return false;
        }
        return true;
    }

    public void leave() {
        entered.decrementAndGet();
    }

    /** How many have entered and not left. */
    public int entered() {
        return entered.get();
    }

    /** Remembers what has to be ended; what comes after the stop is ended at once. */
    public void add(Ending ending) {
        open.add(ending);
        if (stopped) {
            ending.stop();
        }
    }

    public void remove(Ending ending) {
        open.remove(ending);
    }

    /**
     * Ends everything and waits, on a thread that may block, until that is done.
     *
     * @return whether it was done in time
     */
    public boolean stop(Duration patience) {
        stopped = true;
        CompletableFuture<?>[] ends =
                open.stream().map(ending -> ending.stop().toCompletableFuture()).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(ends).get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException late) {
            return false;
        }
    }
}
