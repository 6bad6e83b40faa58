// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.wire;

import io.pipes.base.MalformedException;

/** Unsigned numbers in groups of seven bits, least significant first, as short as they can be; at most nine bytes (63 bits). */
public final class Varint {
    public static final int MAX_BYTES = 9;

    private Varint() {}

    public static int size(long value) {
        return value == 0 ? 1 : (63 - Long.numberOfLeadingZeros(value)) / 7 + 1;
    }

    /**
     * @param value 0 or more
     * @return where the next byte goes
     */
    public static int write(byte[] target, int at, long value) {
        int next = at;
        long rest = value;
        while (rest > 0x7f) {
            target[next++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        target[next++] = (byte) rest;
        return next;
    }

    /**
     * Reads a number that ends before {@code end}; its length then is {@link #size} of it.
     *
     * @throws MalformedException if it is cut off, too long, above {@code max}, or could be shorter
     */
    public static long read(byte[] source, int at, int end, long max) throws MalformedException {
        long value = 0;
        for (int i = 0; i < MAX_BYTES && at + i < end; i++) {
            int group = source[at + i];
            value |= (long) (group & 0x7f) << 7 * i;
            if (group >= 0) {
                return checked(value, group == 0 && i > 0, max);
            }
        }
        throw new MalformedException("number is cut off or too long");
    }

    private static long checked(long value, boolean overlong, long max) throws MalformedException {
        if (overlong || value > max) {
            throw new MalformedException("number is not the shortest or too high");
        }
        return value;
    }
}
