// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.transport.tcp;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Knows everything a transport has open, so that stopping it leaves nothing behind. May be used from any thread. */
final class OpenEnds {
    private final Set<Ending> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final int most;
    private volatile boolean stopped;

    OpenEnds(int most) {
        this.most = most;
    }

    boolean stopped() {
        return stopped;
    }

    int most() {
        return most;
    }

    /** Reserves room for one more connection; {@link #leave} gives it back. */
    boolean enter() {
        if (connections.incrementAndGet() > most) {
            connections.decrementAndGet();
            return false;
        }
        return true;
    }

    void leave() {
        connections.decrementAndGet();
    }

    int connections() {
        return connections.get();
    }

    void add(Ending ending) {
        open.add(ending);
        if (stopped) {
            ending.end();
        }
    }

    void addUntilClosed(TcpConnection connection) {
        connection.whenEnded(() -> remove(connection));
        add(connection);
    }

    void remove(Ending ending) {
        open.remove(ending);
    }

    /**
     * Ends everything and waits until that is done.
     *
     * @return whether it was done in time
     */
    boolean stop(Duration patience) {
        stopped = true;
        CompletableFuture<?>[] ends =
                open.stream().map(ending -> ending.end().toCompletableFuture()).toArray(CompletableFuture<?>[]::new);
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
