// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.stream.flow;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.spi.node.Exchange;
import io.pipes.stream.wire.StreamMessage;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * What this side writes into a stream. Bytes are kept until the other side has confirmed them, so that they can be sent again over another
 * link; how many, its window decides.
 *
 * <pre>
 *   0 .. confirmed .. sent .. written       sent is at most the limit
 * </pre>
 */
final class Outgoing {
    /** From here on more is not wanted, in bytes that wait to leave. */
    private static final int FULL = 256 << 10;

    /** What has left and is not confirmed, in order. */
    private final ArrayDeque<Piece> kept = new ArrayDeque<>();

    /** What follows it; a part of the first one may have left. */
    private final ArrayDeque<Piece> waiting = new ArrayDeque<>();

    private long confirmed;
    private long sent;
    private long written;
    private long limit;
    private boolean ended;
    private boolean endSent;
    private boolean endConfirmed;
    private boolean held;

    /** @param limit what may be sent before the other side has said anything */
    Outgoing(long limit) {
        this.limit = limit;
    }

    void write(ByteBuffer bytes) {
        if (ended) {
            return;
        }
        written += bytes.remaining();
        Piece last = waiting.peekLast();
        if (last != null && last.from >= sent) {
            last.fill(bytes);
        }
        while (bytes.hasRemaining()) {
            waiting.addLast(new Piece(written - bytes.remaining(), bytes));
        }
    }

    void end() {
        ended = true;
    }

    boolean ended() {
        return ended;
    }

    boolean writable() {
        return written - sent < FULL;
    }

    /** Whether something can leave now. */
    boolean ready() {
        return !held && (sent < Math.min(written, limit) || ended && !endSent && sent == written);
    }

    /** Sends one piece, or the end; only when {@link #ready}. */
    void emit(long stream, Exchange exchange) {
        if (sent == written) {
            endSent = true;
            exchange.send(StreamMessage.end(stream, sent));
            return;
        }
        Piece piece = waiting.element();
        Bytes bytes = piece.bytes();
        int from = (int) (sent - piece.from);
        int to = (int) Math.min(bytes.size(), limit - piece.from);
        Bytes part = to == bytes.size() ? bytes : bytes.slice(0, to);
        exchange.send(StreamMessage.dataHead(stream, sent), part, from);
        sent += to - from;
        if (sent == piece.to()) {
            kept.addLast(waiting.remove());
        }
    }

    /** Nothing leaves until the other side has said how far it has come. */
    void hold() {
        held = true;
    }

    /**
     * The other side has come so far, and takes so much more. After {@link #hold} it goes on from there.
     *
     * @param received counts the end as one more
     */
    void confirm(long received, long newLimit) throws MalformedException {
        boolean withEnd = received > sent;
        if (received > (endSent ? sent + 1 : sent) || received < confirmed || newLimit < limit) {
            throw new MalformedException("confirms what was not sent, or takes less than before");
        }
        confirmed = withEnd ? sent : received;
        endConfirmed |= withEnd;
        limit = newLimit;
        while (!kept.isEmpty() && kept.element().to() <= confirmed) {
            kept.remove();
        }
        if (held) {
            goOnFromConfirmed();
        }
    }

    private void goOnFromConfirmed() {
        held = false;
        sent = confirmed;
        endSent = endConfirmed;
        while (!kept.isEmpty()) {
            waiting.addFirst(kept.removeLast());
        }
    }

    /** Whether everything, the end included, has arrived. */
    boolean finished() {
        return endConfirmed;
    }

    /** Nothing more leaves. */
    void clear() {
        kept.clear();
        waiting.clear();
        ended = true;
        endSent = true;
        sent = written;
    }

    /** A part of the stream that leaves in one message, or in two if the limit is within. What has left is not changed any more. */
    private static final class Piece {
        private static final int LEAST = 256;

        private final long from;
        private byte[] array;
        private int size;

        Piece(long from, ByteBuffer bytes) {
            this.from = from;
            array = new byte[Math.min(bytes.remaining(), StreamMessage.MAX_PIECE)];
            fill(bytes);
        }

        long to() {
            return from + size;
        }

        /** Takes what has room. */
        void fill(ByteBuffer bytes) {
            int taken = Math.min(bytes.remaining(), StreamMessage.MAX_PIECE - size);
            if (size + taken > array.length) {
                int doubled = Math.max(LEAST, Math.max(size + taken, 2 * array.length));
                array = Arrays.copyOf(array, Math.min(doubled, StreamMessage.MAX_PIECE));
            }
            bytes.get(array, size, taken);
            size += taken;
        }

        Bytes bytes() {
            if (size < array.length) {
                array = Arrays.copyOf(array, size);
            }
            return Bytes.wrap(array);
        }
    }
}
