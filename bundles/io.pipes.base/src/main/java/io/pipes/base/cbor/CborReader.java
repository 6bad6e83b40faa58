// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base.cbor;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import java.nio.ByteBuffer;
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
    private final Cursor cursor;
    private int keyStart;

    public CborReader(ByteBuffer bytes) {
        cursor = new Cursor(bytes);
    }

    public CborReader(byte[] bytes) {
        this(ByteBuffer.wrap(bytes));
    }

    public CborReader(Bytes bytes) {
        this(bytes.buffer());
    }

    /** Begins again with other bytes, from position to limit. */
    public void reset(ByteBuffer bytes) {
        cursor.reset(bytes);
        nesting.reset();
    }

    /** Where the next item begins, counted from the start of the buffer. */
    public int position() {
        return cursor.at;
    }

    /** Whether all bytes are read. */
    public boolean atEnd() {
        return cursor.left() == 0;
    }

    /** What comes next; reads nothing. */
    public CborType peekType() throws MalformedException {
        return cursor.peekType();
    }

    /** An integer from {@code min} to {@code max}. */
    public long readLong(long min, long max) throws MalformedException {
        check(min <= max);
        beginItem();
        int major = cursor.peek() >>> 5;
        if (major > Cbor.NEGATIVE) {
            throw new MalformedException("not an integer");
        }
        long argument = cursor.readHead();
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
        int first = cursor.peek();
        if (first != Cbor.FALSE && first != Cbor.TRUE) {
            throw new MalformedException("not a boolean");
        }
        cursor.at++;
        return first == Cbor.TRUE;
    }

    public void readNull() throws MalformedException {
        beginPlain();
        if (cursor.peek() != Cbor.NULL) {
            throw new MalformedException("not null");
        }
        cursor.at++;
    }

    /** Reads a null if one comes next, and says whether it did. */
    public boolean skipNull() throws MalformedException {
        if (cursor.peek() != Cbor.NULL) {
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
        ByteBuffer view = cursor.view(length);
        endString(length);
        return view;
    }

    /** Text of at most {@code maxLength} bytes of well-formed UTF-8; unpaired surrogates and overlong forms are not. */
    public String readText(int maxLength) throws MalformedException {
        int length = beginString(Cbor.TEXT, 0, maxLength);
        checkText(length);
        byte[] copy = new byte[length];
        cursor.copy(cursor.at, copy);
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
        int start = cursor.at;
        skip();
        int length = cursor.at - start;
        if (length > maxLength) {
            throw new MalformedException("item is longer than allowed");
        }
        byte[] copy = new byte[length];
        cursor.copy(start, copy);
        return Bytes.wrap(copy);
    }

    /** Demands that everything that was begun is complete and that no bytes are left. */
    public void end() throws MalformedException {
        if (nesting.leaveFull(0) > 0) {
            throw new MalformedException("array or map is not read to its end");
        }
        if (cursor.left() != 0) {
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
        if ((map ? 2 * count : count) > cursor.left()) {
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
        if (length > cursor.left()) {
            throw new MalformedException("ends early");
        }
        return (int) length;
    }

    private void endString(int length) throws MalformedException {
        cursor.at += length;
        endScalar();
    }

    private Bytes copy(int length) throws MalformedException {
        byte[] copy = new byte[length];
        cursor.copy(cursor.at, copy);
        endString(length);
        return Bytes.wrap(copy);
    }

    private void checkText(int length) throws MalformedException {
        if (!cursor.isUtf8(length)) {
            throw new MalformedException("text is not UTF-8");
        }
    }

    private void beginItem() {
        boolean key = nesting.beginItem();
        keyStart = key ? cursor.at : -1;
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
        if (nesting.hasKeyBefore() && !cursor.isAfter(nesting.keyStart(), nesting.keyEnd(), keyStart)) {
            throw new MalformedException("keys are not sorted and unique");
        }
        nesting.rememberKey(keyStart, cursor.at);
    }

    private long readHead(int major) throws MalformedException {
        if (cursor.peek() >>> 5 != major) {
            throw new MalformedException("not the expected type");
        }
        return cursor.readHead();
    }

    private static void check(boolean sensible) {
        if (!sensible) {
            throw new IllegalArgumentException("A cap must not be negative or below the least");
        }
    }
}
