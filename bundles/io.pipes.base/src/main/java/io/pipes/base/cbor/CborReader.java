// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base.cbor;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Reads deterministic CBOR item by item and accepts nothing else: shortest integers, definite lengths, map keys sorted and unique, no
 * floats, no tags, and {@link CborLimits}. Keys are integers, text or byte strings. What it accepts, {@link CborWriter} would have
 * written byte for byte.
 *
 * <p><b>Caps.</b> Every method takes the most its caller is ready for; lengths are checked against it and against the bytes present
 * before anything is allocated.
 *
 * <p><b>Failure.</b> Whatever the bytes are, the only exception is {@link MalformedException}; then the reader is of no more use until
 * {@link #reset}. A cap below zero is the caller's mistake and an {@link IllegalArgumentException}.
 *
 * <p><b>Threads.</b> One at a time. <b>Ownership.</b> The buffer must not change while it is read; its position does not move.
 */
public final class CborReader {
    private final Nesting nesting = new Nesting();
    private ByteBuffer in;
    private int at;
    private int limit;
    private int keyStart;

    public CborReader(ByteBuffer bytes) {
        in = bytes;
        reset(bytes);
    }

    public CborReader(byte[] bytes) {
        this(ByteBuffer.wrap(bytes));
    }

    public CborReader(Bytes bytes) {
        this(bytes.buffer());
    }

    /** Begins again with other bytes, from position to limit. */
    public void reset(ByteBuffer bytes) {
        in = bytes.order() == ByteOrder.BIG_ENDIAN ? bytes : bytes.duplicate();
        at = bytes.position();
        limit = bytes.limit();
        nesting.reset();
    }

    /** Where the next item begins, counted from the start of the buffer. */
    public int position() {
        return at;
    }

    /** Whether all bytes are read. */
    public boolean atEnd() {
        return at == limit;
    }

    /** What comes next; reads nothing. */
    public CborType peekType() throws MalformedException {
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

    /** An integer from {@code min} to {@code max}. */
    public long readLong(long min, long max) throws MalformedException {
        check(min <= max);
        beginItem();
        int major = peek() >>> 5;
        if (major > Cbor.NEGATIVE) {
            throw new MalformedException("not an integer");
        }
        long argument = readHead();
        long value = major == Cbor.NEGATIVE ? ~argument : argument;
        if (value < min || value > max) {
            throw new MalformedException("integer is out of range");
        }
        endScalar();
        return value;
    }

    /** An integer from {@code min} to {@code max}. */
    public int readInt(int min, int max) throws MalformedException {
        return (int) readLong(min, max);
    }

    /** An integer from 0 to {@code max}. */
    public long readUnsigned(long max) throws MalformedException {
        return readLong(0, max);
    }

    public boolean readBool() throws MalformedException {
        beginPlain();
        int first = peek();
        if (first != Cbor.FALSE && first != Cbor.TRUE) {
            throw new MalformedException("not a boolean");
        }
        at++;
        return first == Cbor.TRUE;
    }

    public void readNull() throws MalformedException {
        beginPlain();
        if (peek() != Cbor.NULL) {
            throw new MalformedException("not null");
        }
        at++;
    }

    /** Reads a null if one comes next, and says whether it did. */
    public boolean skipNull() throws MalformedException {
        if (peek() != Cbor.NULL) {
            return false;
        }
        readNull();
        return true;
    }

    /** A byte string of at most {@code maxLength} bytes, copied. */
    public Bytes readBytes(int maxLength) throws MalformedException {
        return copy(beginString(Cbor.BYTES, 0, maxLength));
    }

    /** A byte string of exactly {@code length} bytes, copied. */
    public Bytes readBytesExactly(int length) throws MalformedException {
        return copy(beginString(Cbor.BYTES, length, length));
    }

    /** A byte string of at most {@code maxLength} bytes as a read-only view of the buffer, which is valid as long as that is. */
    public ByteBuffer readView(int maxLength) throws MalformedException {
        int length = beginString(Cbor.BYTES, 0, maxLength);
        ByteBuffer view = in.slice(at, length).asReadOnlyBuffer();
        endString(length);
        return view;
    }

    /** Text of at most {@code maxLength} bytes of well-formed UTF-8; unpaired surrogates and overlong forms are not. */
    public String readText(int maxLength) throws MalformedException {
        int length = beginString(Cbor.TEXT, 0, maxLength);
        checkText(length);
        byte[] copy = new byte[length];
        in.get(at, copy);
        endString(length);
        return new String(copy, StandardCharsets.UTF_8);
    }

    /** The beginning of an array. Its items follow; the caller reads as many as this returns, at most {@code max}. */
    public int readArray(int max) throws MalformedException {
        return readContainer(Cbor.ARRAY, 0, max);
    }

    /** The beginning of an array of exactly {@code count} items. */
    public void readArrayExactly(int count) throws MalformedException {
        readContainer(Cbor.ARRAY, count, count);
    }

    /** The beginning of a map. Its pairs follow, key before value; the caller reads as many as this returns, at most {@code max}. */
    public int readMap(int max) throws MalformedException {
        return readContainer(Cbor.MAP, 0, max);
    }

    /** Reads over the next item with all that is in it, as strictly as if it were read. */
    public void skip() throws MalformedException {
        nesting.leaveFull(0);
        int floor = nesting.depth();
        do {
            skipOne();
        } while (nesting.leaveFull(floor) > floor);
    }

    /** The encoding of the next item with all that is in it, checked and copied, at most {@code maxLength} bytes. */
    public Bytes readEncoded(int maxLength) throws MalformedException {
        check(maxLength >= 0);
        int start = at;
        skip();
        int length = at - start;
        if (length > maxLength) {
            throw new MalformedException("item is longer than allowed");
        }
        byte[] copy = new byte[length];
        in.get(start, copy);
        return Bytes.wrap(copy);
    }

    /** Demands that everything that was begun is complete and that no bytes are left. */
    public void end() throws MalformedException {
        if (nesting.leaveFull(0) > 0) {
            throw new MalformedException("array or map is not read to its end");
        }
        if (at != limit) {
            throw new MalformedException("bytes behind the end");
        }
    }

    private void skipOne() throws MalformedException {
        switch (peekType()) {
            case INTEGER -> readLong(Long.MIN_VALUE, Long.MAX_VALUE);
            case BYTES -> endString(beginString(Cbor.BYTES, 0, Integer.MAX_VALUE));
            case TEXT -> {
                int length = beginString(Cbor.TEXT, 0, Integer.MAX_VALUE);
                checkText(length);
                endString(length);
            }
            case ARRAY -> readArray(CborLimits.MAX_ITEMS);
            case MAP -> readMap(CborLimits.MAX_ITEMS);
            case BOOL -> readBool();
            case NULL -> readNull();
        }
    }

    private int readContainer(int major, int min, int max) throws MalformedException {
        check(min >= 0 && max >= min);
        beginPlain();
        long count = readHead(major);
        if (count < min || count > Math.min(max, CborLimits.MAX_ITEMS)) {
            throw new MalformedException("array or map is not of an allowed size");
        }
        boolean map = major == Cbor.MAP;
        if ((map ? 2 * count : count) > limit - at) {
            throw new MalformedException("ends early");
        }
        if (nesting.isFull()) {
            throw new MalformedException("nested too deeply");
        }
        nesting.enter((int) count, map);
        return (int) count;
    }

    private int beginString(int major, int min, int max) throws MalformedException {
        check(min >= 0 && max >= min);
        beginItem();
        long length = readHead(major);
        if (length < min || length > max) {
            throw new MalformedException("string is not of an allowed length");
        }
        if (length > limit - at) {
            throw new MalformedException("ends early");
        }
        return (int) length;
    }

    private void endString(int length) throws MalformedException {
        at += length;
        endScalar();
    }

    private Bytes copy(int length) throws MalformedException {
        byte[] copy = new byte[length];
        in.get(at, copy);
        endString(length);
        return Bytes.wrap(copy);
    }

    private void checkText(int length) throws MalformedException {
        if (!Utf8.isWellFormed(in, at, at + length)) {
            throw new MalformedException("text is not UTF-8");
        }
    }

    private void beginItem() {
        boolean key = nesting.beginItem();
        keyStart = key ? at : -1;
    }

    /** For what cannot be a key. */
    private void beginPlain() throws MalformedException {
        beginItem();
        if (keyStart >= 0) {
            throw new MalformedException("key is neither an integer nor a string");
        }
    }

    private void endScalar() throws MalformedException {
        if (keyStart < 0) {
            return;
        }
        if (nesting.hasKeyBefore() && !isAfterKeyBefore()) {
            throw new MalformedException("keys are not sorted and unique");
        }
        nesting.rememberKey(keyStart, at);
    }

    /** No encoding of a key begins another one, so the first difference decides and equality is the only other case. */
    private boolean isAfterKeyBefore() {
        int before = nesting.keyStart();
        int length = Math.min(nesting.keyEnd() - before, at - keyStart);
        for (int i = 0; i < length; i++) {
            int difference = (in.get(keyStart + i) & 0xff) - (in.get(before + i) & 0xff);
            if (difference != 0) {
                return difference > 0;
            }
        }
        return false;
    }

    private long readHead(int major) throws MalformedException {
        if (peek() >>> 5 != major) {
            throw new MalformedException("not the expected type");
        }
        return readHead();
    }

    /** The argument of the head, at most 2^63-1. */
    private long readHead() throws MalformedException {
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

    private int peek() throws MalformedException {
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

    private static void check(boolean sensible) {
        if (!sensible) {
            throw new IllegalArgumentException("A cap must not be negative or below the least");
        }
    }
}
