// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.transport.tcp;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.pipes.base.Cancellable;
import io.pipes.runtime.netty.Ending;
import io.pipes.runtime.netty.Literals;
import io.pipes.runtime.netty.NettyLoop;
import io.pipes.runtime.netty.OpenEnds;
import io.pipes.runtime.netty.Resets;
import io.pipes.spi.transport.Address;
import io.pipes.spi.transport.Connection;
import io.pipes.spi.transport.TransportException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One call: looks the name up, tries one address of it after the other, and ends with a connection or a reason. Each address gets an
 * equal share of the time that is left, so that a silent one does not use up the turn of the others.
 *
 * <p><b>Threads.</b> Everything but {@link #begin} and {@link #stop} happens on the loop.
 */
final class Dial implements Ending {
    private static final int MOST_ADDRESSES = 8;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final Duration LONGEST = Duration.ofDays(1);

    private final OpenEnds ends;
    private final Executor lookups;
    private final Lookup lookup;
    private final NettyLoop loop;
    private final Address address;
    private final CompletableFuture<Connection> result = new CompletableFuture<>();
    private final Queue<InetAddress> candidates = new ArrayDeque<>();
    private @Nullable ChannelFuture attempt;
    private @Nullable Cancellable alarm;
    private long deadline;

    Dial(OpenEnds ends, Executor lookups, Lookup lookup, NettyLoop loop, Address address) {
        this.ends = ends;
        this.lookups = lookups;
        this.lookup = lookup;
        this.loop = loop;
        this.address = address;
    }

    CompletionStage<Connection> begin(Duration timeout) {
        if (ends.enter()) {
            result.whenComplete((connection, failed) -> ends.remove(this));
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
        return result.handle((connection, failed) -> null);
    }

    private void start(Duration timeout) {
        if (result.isDone()) {
            return;
        }
        deadline = loop.clock().nanos() + timeout.toNanos();
        alarm = loop.schedule(timeout, () -> over(Failures.timedOut(address)));
        try {
            Optional<InetAddress> literal = Literals.read(address.host());
            if (literal.isPresent()) {
                found(literal.get());
            } else {
                lookups.execute(this::lookUp);
            }
        } catch (UnknownHostException | RejectedExecutionException failed) {
            over(Failures.connecting(address, failed));
        }
    }

    /** Blocks, so it runs on another thread. */
    private void lookUp() {
        try {
            InetAddress[] found = lookup.addressesOf(address.host());
            onLoop(() -> found(found));
        } catch (UnknownHostException nobody) {
            onLoop(() -> over(Failures.connecting(address, nobody)));
        }
    }

    private void found(InetAddress... addresses) {
        Arrays.stream(addresses).limit(MOST_ADDRESSES).forEach(candidates::add);
        next();
    }

    private void next() {
        if (result.isDone()) {
            return;
        }
        long left = (deadline - loop.clock().nanos()) / NANOS_PER_MILLI;
        int share = (int) Math.max(1, Math.min(Integer.MAX_VALUE, left / candidates.size()));
        InetSocketAddress target = new InetSocketAddress(candidates.remove(), address.port());
        attempt = bootstrap(share).connect(target);
        attempt.addListener(tried -> attempted(tried.cause()));
    }

    private Bootstrap bootstrap(int timeoutMillis) {
        return Channels.configure(new Bootstrap().channel(loop.socketChannel()))
                .group(loop.eventLoop())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeoutMillis)
                .handler(new Inbound(channel -> new TcpConnection(loop, channel, () -> {}), this::connected));
    }

    private void attempted(@Nullable Throwable cause) {
        if (cause == null) {
            return;
        }
        if (candidates.isEmpty()) {
            over(Failures.connecting(address, cause));
        } else {
            next();
        }
    }

    private void connected(TcpConnection connection) {
        if (connection.local().equals(connection.remote())) {
            // When nobody listens at a local port, the system may connect a caller who happens to call from that port
            // with himself.
            connection.abort();
            over(Failures.nobodyThere(address));
        } else if (result.isDone()) {
            connection.abort();
        } else {
            stopAlarm();
            connection.whenEnded(() -> ends.remove(connection));
            connection.whenEnded(ends::leave);
            ends.add(connection);
            result.complete(connection);
        }
    }

    private void over(TransportException reason) {
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
