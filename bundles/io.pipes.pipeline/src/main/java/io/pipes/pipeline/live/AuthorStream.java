// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.live;

import io.pipes.base.cbor.CborWriter;
import io.pipes.pipeline.packet.Packet;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The packets of one {@link StreamKey} on their way to subscribers: each once, in order as long as a hole is filled in time. What
 * comes after its hole was given up is still delivered, late.
 *
 * <p>A stream whose beginning was before our time does not know where to begin; it waits a moment (see {@link Streams}) for what may
 * have been overtaken, then begins with the lowest number it has.
 */
final class AuthorStream {
    /** Packets that wait behind a hole; more, and the hole is given up. */
    static final int MAX_WAITING = 1_024;

    private static final long UNSETTLED = 0;

    private final SeqSet seen;
    private final TreeMap<Long, Packet> waiting = new TreeMap<>();
    private long next;
    private long waitingBytes;

    private AuthorStream(SeqSet seen, long next) {
        this.seen = seen;
        this.next = next;
    }

    /** A stream whose first packet has this number. */
    static AuthorStream beginning(long seq) {
        return new AuthorStream(new SeqSet(seq), seq == 1 ? 1 : UNSETTLED);
    }

    static AuthorStream restored(SeqSet seen, long next) {
        return new AuthorStream(seen, next);
    }

    boolean knows(long seq) {
        return seen.contains(seq);
    }

    /** Notes a packet and returns what may be delivered now. A second packet with one number is not delivered. */
    List<Packet> take(Packet packet) {
        long seq = packet.header().seq();
        if (!seen.add(seq)) {
            return List.of();
        }
        if (seq < next) {
            return List.of(packet);
        }
        waiting.put(seq, packet);
        waitingBytes += packet.encoded().size();
        return ready();
    }

    /** Whether more waits behind a hole than should. */
    boolean overflows() {
        return waiting.size() > MAX_WAITING;
    }

    /** What the packets that wait take, in bytes. */
    long waitingBytes() {
        return waitingBytes;
    }

    /** Whether something waits for what has not come yet. */
    boolean waits() {
        return !waiting.isEmpty();
    }

    boolean settled() {
        return next != UNSETTLED;
    }

    /** How many packets are missing before the first that waits. */
    long missing() {
        return waiting.isEmpty() || !settled() ? 0 : waiting.firstKey() - next;
    }

    /** Goes on behind the first hole and returns what may be delivered now. */
    List<Packet> skipHole() {
        if (waiting.isEmpty()) {
            return List.of();
        }
        next = waiting.firstKey();
        return ready();
    }

    private List<Packet> ready() {
        List<Packet> ready = new ArrayList<>();
        for (Packet packet = waiting.remove(next); packet != null; packet = waiting.remove(next)) {
            ready.add(packet);
            waitingBytes -= packet.encoded().size();
            next++;
        }
        return ready;
    }

    /** Writes down what was delivered. What waits counts as new when it comes again. */
    void write(CborWriter out) {
        seen.write(out, waiting.keySet());
        out.writeLong(next);
    }

    /** The number that is delivered next. */
    long next() {
        return next;
    }
}
