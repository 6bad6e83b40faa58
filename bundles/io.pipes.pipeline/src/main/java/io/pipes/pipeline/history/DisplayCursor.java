// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.base.Bytes;
import io.pipes.base.Clamp;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.packet.Packet;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * One author's part of a history on its way into order of display: of its next packets only their places are held, some at a time. What is
 * damaged or of a later version is passed over.
 */
final class DisplayCursor {
    /** So many packets are looked at at first, and at most at once. */
    private static final int FIRST = 4;

    private static final int MOST = 32;

    /** About so many bytes are looked at at once, if packets are as long as those before. */
    private static final long LOOK_BYTES = 1 << 20;

    private final HistoryStore store;
    private final NodeId author;
    private final boolean backwards;
    private final ArrayDeque<DisplayPlace> places = new ArrayDeque<>();
    /** What is not looked at yet. */
    private long first;

    private long last;
    /** So many packets are looked at next. */
    private long next = FIRST;

    /** @param first the number of the first packet, and of the last one; nothing if the last one is before the first */
    DisplayCursor(HistoryStore store, NodeId author, long first, long last, boolean backwards) {
        this.store = store;
        this.author = author;
        this.first = first;
        this.last = last;
        this.backwards = backwards;
    }

    /** As it comes from the end, behind which there is more that is known already. */
    DisplayCursor(
            HistoryStore store, NodeId author, long first, long last, boolean backwards, List<DisplayPlace> known) {
        this(store, author, first, last, backwards);
        known.forEach(backwards ? places::addFirst : places::addLast);
    }

    /** The next place, if it is known. */
    DisplayPlace head() {
        return places.element();
    }

    void pass() {
        places.remove();
    }

    /** Whether it has to look at more before its next place is known. */
    boolean isDry() {
        return places.isEmpty();
    }

    boolean isOver() {
        return places.isEmpty() && first > last;
    }

    /** Looks at the next packets. */
    CompletionStage<Void> look() {
        long count = Math.min(next, last - first + 1);
        long from = backwards ? last - count + 1 : first;
        first = backwards ? first : first + count;
        last = backwards ? last - count : last;
        return store.stored(author, from, (int) count).thenAccept(found -> add(from, found));
    }

    private void add(long from, List<Optional<Bytes>> found) {
        for (int i = 0; i < found.size(); i++) {
            long seq = from + i;
            found.get(i)
                    .flatMap(stored -> place(seq, stored))
                    .ifPresent(backwards ? places::addFirst : places::addLast);
        }
        long bytes = places.stream().mapToLong(DisplayPlace::size).sum();
        next = bytes == 0 ? FIRST : Clamp.between(LOOK_BYTES * places.size() / bytes, 1, MOST);
    }

    private Optional<DisplayPlace> place(long seq, Bytes stored) {
        try {
            long clock = Packet.headerOf(StoredPacket.encoded(stored)).hlc();
            return Optional.of(new DisplayPlace(clock, author, seq, stored.size()));
        } catch (MalformedException otherVersion) {
            return Optional.empty();
        }
    }
}
