// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.runtime;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.pipes.base.Clock;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.loop.Loops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process's threads, on Netty's event loops.
 *
 * <p><b>Ownership.</b> Whoever starts it closes it, after everything that uses it has been stopped.
 */
public final class NettyLoops implements Loops, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NettyLoops.class);
    private static final int LEAST_BLOCKING = 4;
    private static final int MOST_BLOCKING = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final MultiThreadIoEventLoopGroup group;
    private final List<Loop> loops = new ArrayList<>();
    private final AtomicInteger handedOut = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final ThreadPool workers;
    private final ThreadPool blocking;

    private NettyLoops(int threads, Polling polling, Clock clock, Runnable lost) {
        int processors = Runtime.getRuntime().availableProcessors();
        workers = new ThreadPool("worker", processors);
        blocking = new ThreadPool("blocking", Math.max(LEAST_BLOCKING, Math.min(MOST_BLOCKING, 2 * processors)));
        group = new MultiThreadIoEventLoopGroup(threads, new PipesThreads("loop"), polling.ioHandlers());
        for (EventExecutor executor : group) {
            loops.add(new PinnedLoop((EventLoop) executor, polling, clock));
            executor.terminationFuture().addListener(ended -> ended(lost));
        }
    }

    /**
     * Starts loops on the best kind of polling there is.
     *
     * @param threads number of loops, at least 1
     */
    public static NettyLoops start(int threads) {
        return start(threads, Polling.best());
    }

    /** Starts as many loops as there are processors. */
    public static NettyLoops start() {
        return start(Runtime.getRuntime().availableProcessors());
    }

    /** Starts loops that poll in a certain way, for instance to see whether the other one works as well. */
    public static NettyLoops start(int threads, Polling polling) {
        return start(threads, polling, () -> {});
    }

    /**
     * Starts loops, and says when one has ended although nobody closed it.
     *
     * @param lost runs on a thread that must not be kept; nothing that lives on that loop works any more, nor can it be stopped in order
     */
    public static NettyLoops start(int threads, Polling polling, Runnable lost) {
        if (threads < 1) {
            throw new IllegalArgumentException("At least one loop is needed");
        }
        LOG.debug("Starting {} loops on {}", threads, polling);
        return new NettyLoops(threads, polling, new SystemClock(), lost);
    }

    private void ended(Runnable lost) {
        if (!closed.get()) {
            LOG.error(
                    "A loop has ended by itself, most likely because memory was used up; what lives on it is deaf now");
            lost.run();
        }
    }

    @Override
    public Loop next() {
        return loops.get(Math.floorMod(handedOut.getAndIncrement(), loops.size()));
    }

    @Override
    public Executor workers() {
        return workers;
    }

    @Override
    public Executor blocking() {
        return blocking;
    }

    /**
     * Stops all threads: those that hand results to loops first, so that no result is lost on the way. Waits at most a few seconds for
     * each kind; called from a thread of its own it only begins. Closing twice does nothing.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        Duration patience = PipesThreads.isOne(Thread.currentThread()) ? Duration.ZERO : PATIENCE;
        boolean ended = blocking.stop(patience) & workers.stop(patience) & stopLoops(patience);
        if (!ended && !patience.isZero()) {
            LOG.warn("Some threads are still busy after {} s and were left behind", PATIENCE.toSeconds());
        }
    }

    private boolean stopLoops(Duration patience) {
        group.shutdownGracefully(0, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        return group.terminationFuture().awaitUninterruptibly(patience.toMillis());
    }
}
