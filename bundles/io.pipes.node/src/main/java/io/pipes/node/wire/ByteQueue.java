// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.wire;

import io.pipes.base.Bytes;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Bytes that arrived and were not yet understood, in one reused array that never grows above its limit plus one delivery. */
public final class ByteQueue {
    private static final int FIRST = 4_096;

    /** A larger array is given back once it is empty. */
    private static final int KEPT = 128 << 10;

    private byte[] array = new byte[0];
    private int head;
    private int tail;

    public int size() {
        return tail - head;
    }

    public void append(ByteBuffer more) {
        int count = more.remaining();
        if (tail + count > array.length) {
            makeRoom(count);
        }
        more.get(array, tail, count);
        tail += count;
    }

    private void makeRoom(int count) {
        int kept = size();
        byte[] target = kept + count > array.length ? new byte[Math.max(FIRST, roomFor(kept + count))] : array;
        System.arraycopy(array, head, target, 0, kept);
        array = target;
        head = 0;
        tail = kept;
    }

    private static int roomFor(int bytes) {
        return bytes <= 1 ? 1 : Integer.highestOneBit(bytes - 1) << 1;
    }

    /** The byte at an index from the head, 0 to 255. */
    public int at(int index) {
        return array[head + index] & 0xff;
    }

    /** Two bytes from the head on, most significant first. */
    public int shortAt(int index) {
        return at(index) << 8 | at(index + 1);
    }

    /** The array the bytes lie in; valid until the next {@link #append}. */
    public byte[] array() {
        return array;
    }

    /** Where the first byte lies in {@link #array}. */
    public int head() {
        return head;
    }

    /** A copy of the bytes from one index up to and without another. */
    public Bytes copy(int from, int to) {
        return Bytes.wrap(Arrays.copyOfRange(array, head + from, head + to));
    }

    public void drop(int count) {
        head += count;
        if (head == tail) {
            head = 0;
            tail = 0;
            array = array.length > KEPT ? new byte[0] : array;
        }
    }

    /** Forgets everything and gives its memory back. */
    public void clear() {
        array = new byte[0];
        head = 0;
        tail = 0;
    }
}
