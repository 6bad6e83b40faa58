// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base.cbor;

import io.pipes.base.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes deterministic CBOR: the shortest form of everything, map keys in the bytewise order of their encodings. Grows as needed and may
 * be used again after {@link #reset}.
 *
 * <p><b>Failure.</b> What would not be deterministic is the caller's mistake: {@link IllegalStateException} for a key out of order, twice
 * or of a wrong type, for nesting too deep, and for taking the result while an array or map lacks items.
 *
 * <p><b>Threads.</b> One at a time.
 */
public final class CborWriter {
    private static final int FIRST_SIZE = 256;

    private final Nesting nesting = new Nesting();
    private byte[] out;
    private int size;
    private int keyStart = -1;

    public CborWriter() {
        this(FIRST_SIZE);
    }

    /**
     * @param expectedSize in bytes; fewer or more are fine
     */
    public CborWriter(int expectedSize) {
        out = new byte[Math.max(16, expectedSize)];
    }

    /** Forgets what was written, but keeps the memory. */
    public CborWriter reset() {
        size = 0;
        nesting.reset();
        return this;
    }

    /** Bytes written so far. */
    public int size() {
        return size;
    }

    /**
     * @throws IllegalArgumentException if the value is negative
     */
    public CborWriter writeUnsigned(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("The value is negative");
        }
        return writeLong(value);
    }

    public CborWriter writeLong(long value) {
        beginItem();
        if (value < 0) {
            writeHead(Cbor.NEGATIVE, ~value);
        } else {
            writeHead(Cbor.UNSIGNED, value);
        }
        return endScalar();
    }

    public CborWriter writeBytes(Bytes value) {
        beginString(Cbor.BYTES, value.size());
        value.copyTo(out, size);
        return endString(value.size());
    }

    public CborWriter writeBytes(byte[] value) {
        return writeBytes(value, 0, value.length);
    }

    public CborWriter writeBytes(byte[] value, int offset, int length) {
        beginString(Cbor.BYTES, length);
        System.arraycopy(value, offset, out, size, length);
        return endString(length);
    }

    /** Writes from position to limit and leaves both where they were. */
    public CborWriter writeBytes(ByteBuffer value) {
        int length = value.remaining();
        beginString(Cbor.BYTES, length);
        value.get(value.position(), out, size, length);
        return endString(length);
    }

    /**
     * @throws IllegalArgumentException if the text has unpaired surrogates, which UTF-8 cannot say
     */
    public CborWriter writeText(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        if (hasUnpairedSurrogate(value)) {
            throw new IllegalArgumentException("The text has an unpaired surrogate");
        }
        beginString(Cbor.TEXT, utf8.length);
        System.arraycopy(utf8, 0, out, size, utf8.length);
        return endString(utf8.length);
    }

    public CborWriter writeBool(boolean value) {
        return writePlain(value ? Cbor.TRUE : Cbor.FALSE);
    }

    public CborWriter writeNull() {
        return writePlain(Cbor.NULL);
    }

    /** The beginning of an array; as many items must follow. */
    public CborWriter writeArray(int count) {
        return writeContainer(Cbor.ARRAY, count);
    }

    /** The beginning of a map; as many pairs must follow, key before value, sorted by the bytes of the encoded keys. */
    public CborWriter writeMap(int count) {
        return writeContainer(Cbor.MAP, count);
    }

    /**
     * Writes one item that is encoded already, such as what {@link CborReader#readEncoded} gave.
     *
     * @param item exactly one deterministic item, which is not checked again; not a key
     */
    public CborWriter writeEncoded(Bytes item) {
        beginPlain();
        ensure(item.size());
        item.copyTo(out, size);
        size += item.size();
        return this;
    }

    /** A copy of everything written. */
    public byte[] toByteArray() {
        checkComplete();
        return Arrays.copyOf(out, size);
    }

    /** A copy of everything written. */
    public Bytes toBytes() {
        return Bytes.wrap(toByteArray());
    }

    /**
     * Puts everything written at the target's position.
     *
     * @throws java.nio.BufferOverflowException if it does not fit
     */
    public void writeTo(ByteBuffer target) {
        checkComplete();
        target.put(out, 0, size);
    }

    /** A read-only view of everything written, valid until the next write or reset. */
    public ByteBuffer view() {
        checkComplete();
        return ByteBuffer.wrap(out, 0, size).slice().asReadOnlyBuffer();
    }

    private CborWriter writePlain(int initialByte) {
        beginPlain();
        ensure(1);
        out[size++] = (byte) initialByte;
        return this;
    }

    private CborWriter writeContainer(int major, int count) {
        if (count < 0 || count > CborLimits.MAX_ITEMS) {
            throw new IllegalArgumentException("An array or map has 0 to " + CborLimits.MAX_ITEMS + " items");
        }
        beginPlain();
        if (nesting.isFull()) {
            throw new IllegalStateException("Nested more than " + CborLimits.MAX_DEPTH + " deep");
        }
        writeHead(major, count);
        nesting.enter(count, major == Cbor.MAP);
        return this;
    }

    private void beginString(int major, int length) {
        beginItem();
        writeHead(major, length);
        ensure(length);
    }

    private CborWriter endString(int length) {
        size += length;
        return endScalar();
    }

    private void beginItem() {
        keyStart = nesting.beginItem() ? size : -1;
    }

    private void beginPlain() {
        beginItem();
        if (keyStart >= 0) {
            throw new IllegalStateException("A key is an integer or a string");
        }
    }

    private CborWriter endScalar() {
        if (keyStart >= 0) {
            checkKeyOrder();
            nesting.rememberKey(keyStart, size);
        }
        return this;
    }

    private void checkKeyOrder() {
        if (nesting.hasKeyBefore()
                && Arrays.compareUnsigned(out, nesting.keyStart(), nesting.keyEnd(), out, keyStart, size) >= 0) {
            throw new IllegalStateException("Keys are written in the order of their encodings, each once");
        }
    }

    private void checkComplete() {
        if (nesting.leaveFull(0) > 0) {
            throw new IllegalStateException("An array or map lacks items");
        }
    }

    private void writeHead(int major, long argument) {
        ensure(9);
        int top = major << 5;
        if (argument < Cbor.ONE_BYTE) {
            out[size++] = (byte) (top | argument);
        } else if (argument < 1 << 8) {
            writeArgument(top | Cbor.ONE_BYTE, argument, 1);
        } else if (argument < 1 << 16) {
            writeArgument(top | Cbor.TWO_BYTES, argument, 2);
        } else if (argument < 1L << 32) {
            writeArgument(top | Cbor.FOUR_BYTES, argument, 4);
        } else {
            writeArgument(top | Cbor.EIGHT_BYTES, argument, 8);
        }
    }

    private void writeArgument(int initialByte, long argument, int length) {
        out[size++] = (byte) initialByte;
        for (int shift = 8 * (length - 1); shift >= 0; shift -= 8) {
            out[size++] = (byte) (argument >>> shift);
        }
    }

    private void ensure(int more) {
        int needed = Math.addExact(size, more);
        if (needed > out.length) {
            out = Arrays.copyOf(out, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(2L * out.length, needed)));
        }
    }

    private static boolean hasUnpairedSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (!pair) {
                return true;
            }
            i++;
        }
        return false;
    }
}
