// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.live;

import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which sequence numbers have been: all from {@link #first} up to a floor, and some above. Costs nothing while nothing is missing. When
 * more than {@link #MAX_ABOVE} wait above a hole, the hole is given up.
 */
final class SeqSet {
    static final int MAX_ABOVE = 2_048;

    private final TreeSet<Long> above = new TreeSet<>();
    private long first;
    private long floor;

    /** @param first the lowest number that counts; what lies below was before our time, yet is told apart when it comes */
    SeqSet(long first) {
        this.first = first;
        this.floor = first - 1;
    }

    /** Notes a number; false if it has been there. */
    boolean add(long seq) {
        if (contains(seq)) {
            return false;
        }
        above.add(seq);
        if (above.size() > MAX_ABOVE) {
            floor = above.first() - 1;
        }
        close();
        return true;
    }

    boolean contains(long seq) {
        return seq >= first && seq <= floor || above.contains(seq);
    }

    /** The end of the part without holes. */
    long floor() {
        return floor;
    }

    private void close() {
        while (above.remove(floor + 1)) {
            floor++;
        }
        while (above.size() > 0 && above.first() == first - 1) {
            above.pollFirst();
            first--;
        }
    }

    /** @param except numbers above the floor that are to be taken for new when they come again */
    void write(CborWriter out, Set<Long> except) {
        List<Long> written = above.stream().filter(seq -> !except.contains(seq)).toList();
        out.writeArray(2 + written.size()).writeLong(first).writeLong(floor);
        written.forEach(out::writeLong);
    }

    static SeqSet read(CborReader in) throws MalformedException {
        int count = in.readArray(2 + MAX_ABOVE);
        if (count < 2) {
            throw new MalformedException("sequence set without bounds");
        }
        SeqSet set = new SeqSet(in.readLong(0, Long.MAX_VALUE));
        set.floor = in.readLong(set.first - 1, Long.MAX_VALUE);
        for (int i = 2; i < count; i++) {
            set.above.add(in.readLong(0, Long.MAX_VALUE));
        }
        return set;
    }
}
