// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.storage;

import io.pipes.testkit.time.SeededRandomness;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The contents of one file twice: as its process sees them, and as they are on the medium. A crash makes one of the two, sector by
 * sector.
 */
final class SimulatedFile {
    private static final int SECTOR = 512;
    private static final double TORN = 0.2;
    private static final double KEPT = 0.4;

    private byte[] seen = new byte[0];
    private int seenSize;
    private byte[] medium = new byte[0];
    /** Up to here the medium is known to hold what is seen. */
    private int same;
    /** Up to here the operating system believes so; more than that after a failed force. */
    private int clean;

    private long reserved;
    private boolean named;
    private boolean open;

    int size() {
        return seenSize;
    }

    long occupied() {
        return Math.max(seenSize, reserved);
    }

    long reserve() {
        return Math.max(0, reserved - seenSize);
    }

    boolean isNamed() {
        return named;
    }

    void name() {
        named = true;
    }

    boolean isOpen() {
        return open;
    }

    void opened(String path) throws IOException {
        if (open) {
            throw new IOException(path + " is open already");
        }
        open = true;
    }

    void closed() {
        open = false;
        reserved = 0;
    }

    /** Its process has died and may leave zeros where room was reserved. */
    void abandoned(boolean zeros) {
        if (zeros && reserved > seenSize) {
            append(ByteBuffer.allocate((int) reserve()), (int) reserve());
        }
        closed();
    }

    int read(long offset, ByteBuffer target, int most) {
        int count = (int) Math.min(most, seenSize - offset);
        target.put(seen, (int) offset, count);
        return count;
    }

    void append(ByteBuffer source, int count) {
        if (seenSize + count > seen.length) {
            seen = Arrays.copyOf(seen, Math.max(seenSize + count, 2 * seen.length));
        }
        source.get(source.position(), seen, seenSize, count);
        source.position(source.position() + count);
        seenSize += count;
    }

    void truncate(long size) {
        if (size < seenSize) {
            seenSize = (int) size;
            same = Math.min(same, seenSize);
            clean = Math.min(clean, seenSize);
        }
        reserved = 0;
    }

    void reserve(long size) {
        reserved = Math.max(reserved, size);
    }

    void force() {
        byte[] next = Arrays.copyOf(medium, seenSize);
        System.arraycopy(seen, clean, next, clean, seenSize - clean);
        medium = next;
        if (same >= clean) {
            same = seenSize;
        }
        clean = seenSize;
    }

    /** After an error the operating system forgets what it had to write: a second force finds nothing to do. */
    void forceFailed() {
        clean = seenSize;
    }

    void losePower(SeededRandomness randomness) {
        int longest = (int) Math.max(Math.max(seenSize, reserved), medium.length);
        boolean settled = same == seenSize && medium.length == seenSize && reserved <= seenSize;
        if (!settled) {
            int size = same + randomness.nextInt(longest - same + 1);
            byte[] left = Arrays.copyOf(medium, size);
            for (int from = same; from < size; ) {
                int to = Math.min(size, (from / SECTOR + 1) * SECTOR);
                keepSome(left, from, to, randomness);
                from = to;
            }
            medium = left;
            seen = left.clone();
        }
        settle();
    }

    private void keepSome(byte[] left, int from, int to, SeededRandomness randomness) {
        int end = Math.min(to, seenSize);
        if (randomness.chance(TORN)) {
            end = Math.min(end, from + randomness.nextInt(to - from));
        } else if (!randomness.chance(KEPT)) {
            return;
        }
        if (end > from) {
            System.arraycopy(seen, from, left, from, end - from);
        }
    }

    void flipBit(long bit) {
        int at = (int) (bit / Byte.SIZE);
        int mask = 1 << (bit % Byte.SIZE);
        seen[at] ^= (byte) mask;
        if (at < medium.length) {
            medium[at] ^= (byte) mask;
        }
    }

    void cut(long size) {
        seenSize = (int) Math.min(size, seenSize);
        medium = Arrays.copyOf(medium, (int) Math.min(size, medium.length));
        same = Math.min(same, seenSize);
        clean = Math.min(clean, seenSize);
    }

    SimulatedFile copy() {
        SimulatedFile copy = new SimulatedFile();
        copy.seen = Arrays.copyOf(seen, seenSize);
        copy.medium = copy.seen.clone();
        copy.settle();
        return copy;
    }

    private void settle() {
        seenSize = medium.length;
        same = seenSize;
        clean = seenSize;
        named = true;
        closed();
    }
}
