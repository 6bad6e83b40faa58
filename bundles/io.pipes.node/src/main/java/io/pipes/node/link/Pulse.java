// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import io.pipes.base.Cancellable;
import io.pipes.node.wire.FrameType;
import io.pipes.node.wire.FrameWriter;
import io.pipes.spi.loop.Loop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Whether the other side lives, and how far away it is. */
final class Pulse {
    /** How many PINGs of either side may be on their way; more are passed over. */
    private static final int MAX_PINGS = 32;

    /** What a new round trip changes of the smoothed one, once there were so many: an eighth. */
    private static final int SMOOTHING = 8;

    private static final Duration FIRST_AGAIN = Duration.ofMillis(500);

    private final Loop loop;
    private final LinkTiming timing;
    private final Runnable wantToSend;
    private final Runnable dead;
    private final Map<Long, Ping> sent = new LinkedHashMap<>();
    private final ArrayDeque<Long> toSend = new ArrayDeque<>();
    private final ArrayDeque<Long> toAnswer = new ArrayDeque<>();
    private volatile long heard;
    private volatile long smoothed;
    private int samples;
    private long lastNonce;
    private long lastPing;
    private long expected;
    private @Nullable Cancellable timer;

    Pulse(Loop loop, LinkTiming timing, Runnable wantToSend, Runnable dead) {
        this.loop = loop;
        this.timing = timing;
        this.wantToSend = wantToSend;
        this.dead = dead;
    }

    void start() {
        heard = loop.clock().nanos();
        lastPing = heard;
        again(FIRST_AGAIN);
    }

    void stop() {
        if (timer != null) {
            timer.cancel();
        }
        sent.values().forEach(ping -> ping.answer.cancel(false));
        sent.clear();
    }

    private void again(Duration delay) {
        expected = loop.clock().nanos() + delay.toNanos();
        timer = loop.schedule(delay, this::check);
    }

    private void check() {
        long now = loop.clock().nanos();
        if (now - expected > timing.idle().toNanos()) {
            // This process stood still; what arrived meanwhile has not been read yet.
            heard = now;
        }
        long silent = now - heard;
        if (silent >= timing.dead().toNanos()) {
            // The session may go on over another connection, and then this goes on as well.
            again(timing.idle());
            dead.run();
            return;
        }
        boolean stale = now - lastPing >= measureAfter();
        if (toSend.isEmpty() && (silent >= timing.idle().toNanos() || stale)) {
            ping();
        }
        again(nextCheck(silent));
    }

    private Duration nextCheck(long silent) {
        long idle = timing.idle().toNanos();
        long next = silent < idle ? idle - silent : Math.min(idle, timing.dead().toNanos() - silent);
        return Duration.ofNanos(Math.min(next, measureAfter()));
    }

    /** Soon again at first, since the first round trip is hardly ever typical. */
    private long measureAfter() {
        long soon = FIRST_AGAIN.toNanos() << Math.min(lastNonce, 10);
        return Math.min(timing.measure().toNanos(), soon);
    }

    /** Asks for an answer now. The stage is cancelled when the link ends. */
    CompletableFuture<Duration> ping() {
        long now = loop.clock().nanos();
        Ping ping = new Ping(now, new CompletableFuture<>());
        lastPing = now;
        if (sent.size() >= MAX_PINGS) {
            Ping oldest = sent.remove(sent.keySet().iterator().next());
            oldest.answer.cancel(false);
        }
        sent.put(++lastNonce, ping);
        toSend.addLast(lastNonce);
        wantToSend.run();
        return ping.answer;
    }

    void heard(long now) {
        heard = now;
    }

    void asked(long nonce) {
        if (toAnswer.size() < MAX_PINGS) {
            toAnswer.addLast(nonce);
            wantToSend.run();
        }
    }

    void answered(long nonce) {
        Ping ping = sent.remove(nonce);
        if (ping == null) {
            return;
        }
        long measured = Math.max(1, loop.clock().nanos() - ping.at);
        samples++;
        smoothed += (measured - smoothed) / Math.min(samples, SMOOTHING);
        ping.answer.complete(Duration.ofNanos(measured));
    }

    boolean hasFrames() {
        return !toSend.isEmpty() || !toAnswer.isEmpty();
    }

    void write(FrameWriter out) {
        while (!toAnswer.isEmpty()) {
            out.fixed(FrameType.PONG, toAnswer.removeFirst());
        }
        while (!toSend.isEmpty()) {
            out.fixed(FrameType.PING, toSend.removeFirst());
        }
    }

    /** By the loop's clock, in nanoseconds. From any thread. */
    long lastHeard() {
        return heard;
    }

    /** Zero until measured. From any thread. */
    Duration roundTrip() {
        return Duration.ofNanos(smoothed);
    }

    private record Ping(long at, CompletableFuture<Duration> answer) {}
}
