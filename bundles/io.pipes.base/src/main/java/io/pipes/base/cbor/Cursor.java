// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base.cbor;

import io.pipes.base.MalformedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A place in a buffer, and what can be told from the bytes there without knowing what they are part of. */
final class Cursor {
    /** Where the next byte is read, counted from the start of the buffer. */
    int at;

    private ByteBuffer in;
    private int limit;

    Cursor(ByteBuffer bytes) {
        in = bytes;
        reset(bytes);
    }

    void reset(ByteBuffer bytes) {
        in = bytes.order() == ByteOrder.BIG_ENDIAN ? bytes : bytes.duplicate();
        at = bytes.position();
        limit = bytes.limit();
    }

    int left() {
        return limit - at;
    }

    void copy(int from, byte[] target) {
        in.get(from, target);
    }

    ByteBuffer view(int length) {
        return in.slice(at, length).asReadOnlyBuffer();
    }

    boolean isUtf8(int length) {
        return Utf8.isWellFormed(in, at, at + length);
    }

    /**
     * Whether the key from {@code start} to here comes after the one before. No encoding of a key begins another one, so the first
     * difference decides and equality is the only other case.
     */
    boolean isAfter(int startBefore, int endBefore, int start) {
        int length = Math.min(endBefore - startBefore, at - start);
        for (int i = 0; i < length; i++) {
            int difference = (in.get(start + i) & 0xff) - (in.get(startBefore + i) & 0xff);
            if (difference != 0) {
                return difference > 0;
            }
        }
        return false;
    }

    CborType peekType() throws MalformedException {
        int first = peek();
        switch (first >>> 5) {
            case Cbor.UNSIGNED, Cbor.NEGATIVE:
                return CborType.INTEGER;
            case Cbor.BYTES:
                return CborType.BYTES;
            case Cbor.TEXT:
                return CborType.TEXT;
            case Cbor.ARRAY:
                return CborType.ARRAY;
            case Cbor.MAP:
                return CborType.MAP;
            default:
                return simpleType(first);
        }
    }

    /** The argument of the head, at most 2^63-1. */
    long readHead() throws MalformedException {
        int info = peek() & 0x1f;
        at++;
        switch (info) {
            case Cbor.ONE_BYTE:
                return shortest(in.get(need(1)) & 0xff, Cbor.ONE_BYTE);
            case Cbor.TWO_BYTES:
                return shortest(in.getShort(need(2)) & 0xffff, 1 << 8);
            case Cbor.FOUR_BYTES:
                return shortest(in.getInt(need(4)) & 0xffff_ffffL, 1 << 16);
            case Cbor.EIGHT_BYTES:
                return eightBytes(in.getLong(need(8)));
            default:
                if (info > Cbor.EIGHT_BYTES) {
                    throw new MalformedException("indefinite or reserved length");
                }
                return info;
        }
    }

    private static long eightBytes(long argument) throws MalformedException {
        if (argument < 0) {
            throw new MalformedException("number above 2^63-1");
        }
        return shortest(argument, 1L << 32);
    }

    private static long shortest(long argument, long least) throws MalformedException {
        if (argument < least) {
            throw new MalformedException("number is not in its shortest form");
        }
        return argument;
    }

    /** Moves over the bytes of an argument and returns where they begin. */
    private int need(int count) throws MalformedException {
        if (limit - at < count) {
            throw new MalformedException("ends early");
        }
        int start = at;
        at += count;
        return start;
    }

    int peek() throws MalformedException {
        if (at >= limit) {
            throw new MalformedException("ends early");
        }
        return in.get(at) & 0xff;
    }

    private static CborType simpleType(int first) throws MalformedException {
        if (first == Cbor.NULL) {
            return CborType.NULL;
        }
        if (first == Cbor.FALSE || first == Cbor.TRUE) {
            return CborType.BOOL;
        }
        throw new MalformedException("float, tag or unknown simple value");
    }
}
