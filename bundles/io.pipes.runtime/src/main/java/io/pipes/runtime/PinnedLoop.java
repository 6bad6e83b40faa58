// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.runtime;

import io.netty.channel.EventLoop;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.Future;
import io.pipes.base.Cancellable;
import io.pipes.base.Clock;
import io.pipes.runtime.netty.NettyLoop;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A loop that is one event loop of Netty for all its life. */
final class PinnedLoop implements NettyLoop {
    /** Netty counts in nanoseconds of a long; a hundred years ahead leave it room. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final EventLoop eventLoop;
    private final Polling polling;
    private final Clock clock;

    PinnedLoop(EventLoop eventLoop, Polling polling, Clock clock) {
        this.eventLoop = eventLoop;
        this.polling = polling;
        this.clock = clock;
    }

    @Override
    public void execute(Runnable task) {
        eventLoop.execute(new GuardedTask(task));
    }

    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
        Duration wait = delay.isNegative() ? Duration.ZERO : delay.compareTo(LONGEST) > 0 ? LONGEST : delay;
        Future<?> scheduled = eventLoop.schedule(new GuardedTask(task), wait.toNanos(), TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }

    @Override
    public boolean inLoop() {
        return eventLoop.inEventLoop();
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public EventLoop eventLoop() {
        return eventLoop;
    }

    @Override
    public Class<? extends SocketChannel> socketChannel() {
        return polling.socketChannel();
    }

    @Override
    public Class<? extends ServerSocketChannel> serverSocketChannel() {
        return polling.serverSocketChannel();
    }

    @Override
    public Class<? extends DatagramChannel> datagramChannel() {
        return polling.datagramChannel();
    }

    @Override
    public Class<? extends DuplexChannel> unixChannel() {
        return polling.unixChannel();
    }

    @Override
    public Class<? extends ServerChannel> unixServerChannel() {
        return polling.unixServerChannel();
    }

    @Override
    public SocketAddress unixAddress(Path file) {
        return polling.unixAddress(file);
    }
}
