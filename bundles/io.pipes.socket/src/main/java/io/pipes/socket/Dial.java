// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.socket;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.SocketChannel;
import io.pipes.base.Cancellable;
import io.pipes.runtime.netty.Ending;
import io.pipes.runtime.netty.NettyLoop;
import io.pipes.runtime.netty.OpenEnds;
import io.pipes.runtime.netty.Resets;
import io.pipes.spi.socket.Endpoint;
import io.pipes.spi.socket.Socket;
import io.pipes.spi.socket.SocketException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One call: tries one address after the other and ends with a socket or a reason. Each address gets an equal share of the time that is left,
 * so that a silent one does not use up the turn of the others.
 *
 * <p><b>Threads.</b> Everything but {@link #begin} and {@link #stop} happens on the loop.
 */
final class Dial implements Ending {
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final Duration LONGEST = Duration.ofDays(1);

    private final OpenEnds ends;
    private final Names names;
    private final NettyLoop loop;
    private final Endpoint to;
    private final CompletableFuture<Socket> result = new CompletableFuture<>();
    private final Queue<SocketAddress> candidates = new ArrayDeque<>();
    private @Nullable ChannelFuture attempt;
    private @Nullable Cancellable alarm;
    private long deadline;

    Dial(OpenEnds ends, Names names, NettyLoop loop, Endpoint to) {
        this.ends = ends;
        this.names = names;
        this.loop = loop;
        this.to = to;
    }

    CompletionStage<Socket> begin(Duration timeout) {
        if (ends.stopped()) {
            onLoop(() -> result.completeExceptionally(Failures.stopped()));
        } else if (ends.enter()) {
            result.whenComplete((socket, failed) -> ends.remove(this));
            ends.add(this);
            onLoop(() -> start(sensible(timeout)));
        } else {
            onLoop(() -> result.completeExceptionally(Failures.limit(ends.most())));
        }
        return result.minimalCompletionStage();
    }

    @Override
    public CompletionStage<Void> stop() {
        onLoop(() -> over(Failures.stopped()));
        return result.handle((socket, failed) -> null);
    }

    private void start(Duration timeout) {
        if (result.isDone()) {
            return;
        }
        deadline = loop.clock().nanos() + timeout.toNanos();
        alarm = loop.schedule(timeout, () -> over(Failures.timedOut(to)));
        if (to instanceof Endpoint.Tcp tcp) {
            names.addresses(tcp.host(), loop).whenComplete((found, failed) -> lookedUp(tcp.port(), found, failed));
        } else if (to instanceof Endpoint.Unix unix) {
            candidates.add(loop.unixAddress(Path.of(unix.path())));
            next();
        }
    }

    private void lookedUp(int port, @Nullable List<InetAddress> found, @Nullable Throwable failed) {
        if (found == null) {
            over(failed instanceof SocketException known ? known : Failures.unexpected(String.valueOf(failed)));
            return;
        }
        found.forEach(address -> candidates.add(new InetSocketAddress(address, port)));
        next();
    }

    private void next() {
        if (result.isDone()) {
            return;
        }
        long left = (deadline - loop.clock().nanos()) / NANOS_PER_MILLI;
        int share = (int) Math.max(1, Math.min(Integer.MAX_VALUE, left / candidates.size()));
        attempt = bootstrap(share).connect(candidates.remove());
        attempt.addListener(tried -> attempted(tried.cause()));
    }

    private Bootstrap bootstrap(int timeoutMillis) {
        boolean unix = to instanceof Endpoint.Unix;
        return Channels.calling(loop, unix ? loop.unixChannel() : loop.socketChannel())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeoutMillis)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        Channels.prepare((DuplexChannel) channel);
                        channel.pipeline().addLast(new Inbound(Dial.this::socketOf, Dial.this::connected));
                    }
                });
    }

    private StreamSocket socketOf(DuplexChannel channel) {
        return channel instanceof SocketChannel tcp
                ? StreamSocket.tcp(loop, tcp)
                : new StreamSocket(loop, channel, to, to);
    }

    private void attempted(@Nullable Throwable cause) {
        if (cause == null) {
            return;
        }
        if (candidates.isEmpty()) {
            over(Failures.connecting(to, cause));
        } else {
            next();
        }
    }

    private void connected(StreamSocket socket) {
        if (socket.isCallOfItself()) {
            socket.reset();
            over(Failures.nobodyThere(to));
        } else if (result.isDone()) {
            socket.reset();
        } else {
            stopAlarm();
            socket.heldBy(ends);
            socket.whenClosed(ends::leave);
            result.complete(socket);
        }
    }

    private void over(SocketException reason) {
        if (result.isDone()) {
            return;
        }
        stopAlarm();
        ends.leave();
        result.completeExceptionally(reason);
        if (attempt != null) {
            Resets.close(attempt.channel());
        }
    }

    private static Duration sensible(Duration timeout) {
        if (timeout.isNegative()) {
            return Duration.ZERO;
        }
        return timeout.compareTo(LONGEST) < 0 ? timeout : LONGEST;
    }

    private void stopAlarm() {
        if (alarm != null) {
            alarm.cancel();
        }
    }

    private void onLoop(Runnable step) {
        try {
            loop.execute(step);
        } catch (RejectedExecutionException theLoopIsGone) {
            result.completeExceptionally(Failures.stopped());
        }
    }
}
