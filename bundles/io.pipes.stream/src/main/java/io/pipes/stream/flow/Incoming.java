// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.stream.flow;

import io.pipes.base.MalformedException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What the other side writes into a stream. It may write up to the limit, so what waits here for a reader that pauses is never more than
 * the window.
 *
 * <pre>
 *   0 .. consumed .. received .. limit
 * </pre>
 */
final class Incoming {
    private final Window window;
    private final ArrayDeque<ByteBuffer> waiting = new ArrayDeque<>();
    private long consumed;
    private long received;
    private long told;
    private long limit;
    private boolean ended;
    private boolean endTaken;
    private boolean paused = true;

    Incoming(Window window) {
        this.window = window;
        limit = window.size();
    }

    /** Takes bytes in. They wait until {@link #next} hands them out. */
    void add(long offset, ByteBuffer bytes) throws MalformedException {
        if (ended || offset != received || received + bytes.remaining() > limit) {
            throw new MalformedException("bytes in the wrong place, or more than was asked for");
        }
        received += bytes.remaining();
        waiting.addLast(bytes);
    }

    void end(long offset) throws MalformedException {
        if (ended || offset != received) {
            throw new MalformedException("end in the wrong place");
        }
        ended = true;
    }

    void pause(boolean now) {
        paused = now;
    }

    boolean paused() {
        return paused;
    }

    /** The next bytes for the reader, if it wants them and there are some. They count as taken. */
    @Nullable
    ByteBuffer next(Duration roundTrip) {
        ByteBuffer next = paused ? null : waiting.pollFirst();
        if (next != null) {
            consumed += next.remaining();
            window.carried(next.remaining(), roundTrip);
        }
        return next;
    }

    /** Whether the reader has everything and is to hear of the end now; true once. */
    boolean takeEnd() {
        boolean now = ended && !endTaken && !paused && waiting.isEmpty();
        endTaken |= now;
        return now;
    }

    /** Whether the other side should hear how far this one is: it could come to a halt, or keeps much, or has ended. */
    boolean worthTelling() {
        int quarter = window.size() / 4;
        return consumed + window.size() - limit >= quarter || received - told >= quarter || ended && told <= received;
    }

    /** Whether the other side keeps something that has arrived. */
    boolean unconfirmed() {
        return told < counted();
    }

    /** What has come, and one more for the end; it counts as told. */
    long tell() {
        told = counted();
        return told;
    }

    private long counted() {
        return ended ? received + 1 : received;
    }

    /** How far more is taken; it counts as told. */
    long raiseLimit() {
        limit = Math.max(limit, consumed + window.size());
        return limit;
    }

    /** Whether the reader has heard of the end. */
    boolean finished() {
        return endTaken;
    }

    void close() {
        waiting.clear();
        window.close();
    }
}
