// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.numbers;

import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A set of numbers that mostly follow each other, as ranges. When there would be more than {@link #MAX} of them, the lowest gap is closed:
 * what is missing there will not come any more.
 */
public final class Ranges {
    public static final int MAX = 64;

    /** The highest number in it: what is behind a range and its gap is a number too. */
    public static final long MAX_NUMBER = Long.MAX_VALUE - 2;

    /** Each from and to, both in it; ascending, with at least one number between two of them. */
    private final List<long[]> ranges = new ArrayList<>();

    private final @Nullable Ranges lost;

    public Ranges() {
        this(null);
    }

    /** @param lost hears of what is missing in gaps that are closed */
    public Ranges(@Nullable Ranges lost) {
        this.lost = lost;
    }

    /** Adds a number; false if it was there. */
    public boolean add(long number) {
        int at = ranges.size();
        // What comes is mostly the next one.
        while (at > 0 && ranges.get(at - 1)[0] > number) {
            at--;
        }
        if (at > 0 && ranges.get(at - 1)[1] >= number) {
            return false;
        }
        boolean joinsBefore = at > 0 && ranges.get(at - 1)[1] == number - 1;
        boolean joinsAfter = at < ranges.size() && ranges.get(at)[0] == number + 1;
        if (joinsBefore && joinsAfter) {
            ranges.get(at - 1)[1] = ranges.remove(at)[1];
        } else if (joinsBefore) {
            ranges.get(at - 1)[1] = number;
        } else if (joinsAfter) {
            ranges.get(at)[0] = number;
        } else {
            insert(at, number, number);
        }
        return true;
    }

    private void insert(int at, long from, long to) {
        ranges.add(at, new long[] {from, to});
        if (ranges.size() > MAX) {
            closeLowestGap();
        }
    }

    private void closeLowestGap() {
        long[] lowest = ranges.get(0);
        long[] next = ranges.remove(1);
        if (lost != null) {
            lost.addGap(lowest[1] + 1, next[0] - 1);
        }
        lowest[1] = next[1];
    }

    /** The same numbers, apart from these from now on. */
    public Ranges copy() {
        Ranges copy = new Ranges(lost);
        ranges.forEach(range -> copy.ranges.add(range.clone()));
        return copy;
    }

    /** The highest number; 0 if there is none. */
    public long last() {
        return ranges.isEmpty() ? 0 : ranges.get(ranges.size() - 1)[1];
    }

    /** Each range, in order. */
    public <T> List<T> map(BiFunction<Long, Long, T> range) {
        return ranges.stream().map(each -> range.apply(each[0], each[1])).toList();
    }

    /** Between two gaps there is always something that is in none. */
    private void addGap(long from, long to) {
        int at = ranges.size();
        while (at > 0 && ranges.get(at - 1)[0] > from) {
            at--;
        }
        insert(at, from, to);
    }

    public boolean contains(long number) {
        for (int at = ranges.size() - 1; at >= 0; at--) {
            long[] range = ranges.get(at);
            if (number >= range[0]) {
                return number <= range[1];
            }
        }
        return false;
    }

    /** As an array of first and last numbers. */
    public void write(CborWriter out) {
        out.writeArray(2 * ranges.size());
        ranges.forEach(range -> out.writeUnsigned(range[0]).writeUnsigned(range[1]));
    }

    public static Ranges read(CborReader in) throws MalformedException {
        return read(in, null);
    }

    public static Ranges read(CborReader in, @Nullable Ranges lost) throws MalformedException {
        Ranges read = new Ranges(lost);
        int count = in.readArray(2 * MAX);
        if (count % 2 != 0) {
            throw new MalformedException("a range without its end");
        }
        long lowest = 0;
        for (int i = 0; i < count; i += 2) {
            long from = in.readLong(lowest, MAX_NUMBER);
            long to = in.readLong(from, MAX_NUMBER);
            read.ranges.add(new long[] {from, to});
            lowest = to + 2;
        }
        return read;
    }
}
