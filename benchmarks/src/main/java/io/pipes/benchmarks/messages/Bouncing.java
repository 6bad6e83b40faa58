// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.messages;

import io.pipes.benchmarks.contender.End;
import io.pipes.benchmarks.contender.Listener;
import io.pipes.benchmarks.process.Talk;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One message there and back, then the next, for a while. The next one is sent by the thread that heard the answer, so no contender pays
 * for waking the benchmark.
 */
final class Bouncing implements Listener {
    private static final int MOST = 1 << 20;
    private static final long LOST_SECONDS = 30;

    private final int bytes;
    private final Consumer<String> wrong;
    private final long[] trips = new long[MOST];
    private volatile @Nullable Turn turn;

    Bouncing(int bytes, Consumer<String> wrong) {
        this.bytes = bytes;
        this.wrong = wrong;
    }

    /** One run. */
    private static final class Turn {
        final End end;
        final long until;
        final CountDownLatch over = new CountDownLatch(1);
        int number;
        long sentAt;

        Turn(End end, long until) {
            this.end = end;
            this.until = until;
        }
    }

    void run(End end, long millis, Talk talk) throws InterruptedException {
        Turn now = new Turn(end, System.nanoTime() + millis * 1_000_000);
        turn = now;
        send(now);
        if (!now.over.await(LOST_SECONDS, TimeUnit.SECONDS)) {
            wrong.accept("no answer to message " + now.number);
            return;
        }
        long[] sorted = Arrays.copyOf(trips, now.number);
        Arrays.sort(sorted);
        talk.say("bounced", sorted.length, sorted[sorted.length / 2], sorted[(int) (sorted.length * 0.99)]);
    }

    private void send(Turn now) {
        byte[] message = Payload.make(bytes, 0, Payload.ECHO, now.number);
        now.sentAt = System.nanoTime();
        now.end.send(message);
        now.end.flush();
    }

    @Override
    public void received(ByteBuffer answer) {
        Turn now = turn;
        if (now == null || !Payload.isWhole(answer, bytes) || Payload.number(answer) != now.number) {
            wrong.accept("an answer that nobody asked for, or a damaged one");
            return;
        }
        long at = System.nanoTime();
        trips[now.number++] = at - now.sentAt;
        if (at < now.until && now.number < MOST) {
            send(now);
        } else {
            now.over.countDown();
        }
    }
}
