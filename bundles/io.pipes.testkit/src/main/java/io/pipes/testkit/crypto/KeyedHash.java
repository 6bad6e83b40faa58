// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** A quick hash of 256 bits under a key of 128. Collisions do not happen by chance; an opponent could make them. */
final class KeyedHash {
    static final int BYTES = 32;

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONE = 0x9e3779b97f4a7c15L;
    private static final long TWO = 0xc2b2ae3d27d4eb4fL;

    private long a;
    private long b;

    KeyedHash(long keyOne, long keyTwo) {
        a = keyOne ^ ONE;
        b = keyTwo ^ TWO;
    }

    KeyedHash add(long word) {
        a = Long.rotateLeft((a ^ word) * ONE, 29) + b;
        b = (b ^ Long.rotateLeft(word, 17)) * TWO + (a >>> 31);
        return this;
    }

    /** Adds the bytes and their number, so that what comes next cannot be taken for a part of them. */
    KeyedHash add(byte[] bytes, int offset, int length) {
        int at = offset;
        int end = offset + length;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            add((long) WORDS.get(bytes, at));
        }
        long rest = 0;
        for (; at < end; at++) {
            rest = rest << Byte.SIZE | (bytes[at] & 0xff);
        }
        return add(rest).add(length);
    }

    KeyedHash add(byte[] bytes) {
        return add(bytes, 0, bytes.length);
    }

    /** One of any number of independent results. */
    long result(int number) {
        return mix(a + mix(b ^ (number + 1) * ONE) + number);
    }

    byte[] bytes() {
        byte[] bytes = new byte[BYTES];
        for (int i = 0; i < BYTES / Long.BYTES; i++) {
            WORDS.set(bytes, i * Long.BYTES, result(i));
        }
        return bytes;
    }

    static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
