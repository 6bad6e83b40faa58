// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/**
 * An immutable byte string, ordered by its unsigned bytes. Not for secrets: see {@link Secret}.
 */
public final class Bytes implements Comparable<Bytes> {
    /** The byte string of no bytes. */
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private static final int SHOWN_BYTES = 8;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] array;

    private Bytes(byte[] array) {
        this.array = array;
    }

    public static Bytes copyOf(byte[] array) {
        return wrap(array.clone());
    }

    /** Copies from position to limit and leaves both where they were. */
    public static Bytes copyOf(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.get(buffer.position(), copy);
        return wrap(copy);
    }

    /** Takes the array over without a copy: the caller must never touch it again. */
    public static Bytes wrap(byte[] array) {
        return array.length == 0 ? EMPTY : new Bytes(array);
    }

    /**
     * @param digits pairs of hexadecimal digits in either case, nothing between them
     * @throws IllegalArgumentException if it is anything else
     */
    public static Bytes hex(String digits) {
        return wrap(HexFormat.of().parseHex(digits));
    }

    public static Bytes utf8(String text) {
        return wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    public int size() {
        return array.length;
    }

    public boolean isEmpty() {
        return array.length == 0;
    }

    /** The byte at an index, -128 to 127, as in an array. */
    public byte at(int index) {
        return array[index];
    }

    /**
     * The eight bytes from an index on, the most significant first.
     *
     * @throws IndexOutOfBoundsException if there are fewer
     */
    public long longAt(int index) {
        return (long) LONG.get(array, index);
    }

    /** A copy, which belongs to the caller. */
    public byte[] toArray() {
        return array.clone();
    }

    /** A new read-only view without a copy. */
    public ByteBuffer buffer() {
        return ByteBuffer.wrap(array).asReadOnlyBuffer();
    }

    /**
     * The bytes from {@code from} up to and without {@code to}. It is a copy, so that a small slice does not keep a large message alive.
     *
     * @throws IndexOutOfBoundsException unless {@code 0 <= from <= to <= size()}
     */
    public Bytes slice(int from, int to) {
        Objects.checkFromToIndex(from, to, array.length);
        return from == 0 && to == array.length ? this : wrap(Arrays.copyOfRange(array, from, to));
    }

    public String hex() {
        return HexFormat.of().formatHex(array);
    }

    /** Copies all bytes into the target, beginning at {@code offset}. */
    public void copyTo(byte[] target, int offset) {
        System.arraycopy(array, 0, target, offset, array.length);
    }

    /** Copies the bytes from {@code from} on into the target, beginning at {@code offset}. */
    public void copyTo(int from, byte[] target, int offset) {
        System.arraycopy(array, from, target, offset, array.length - from);
    }

    /** Puts all bytes at the target's position, without a copy in between. */
    public void writeTo(ByteBuffer target) {
        target.put(array);
    }

    /** Feeds all bytes to the digest, without a copy in between. */
    public void update(MessageDigest digest) {
        digest.update(array);
    }

    /** Feeds the bytes from {@code from} up to and without {@code to} to the digest, without a copy in between. */
    public void update(int from, int to, MessageDigest digest) {
        Objects.checkFromToIndex(from, to, array.length);
        digest.update(array, from, to - from);
    }

    public boolean startsWith(Bytes prefix) {
        return prefix.array.length <= array.length
                && Arrays.equals(array, 0, prefix.array.length, prefix.array, 0, prefix.array.length);
    }

    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(array, other.array);
    }

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof Bytes that && Arrays.equals(array, that.array);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(array);
    }

    /** The size and at most the first eight bytes, so that a log line never carries contents. */
    @Override
    public String toString() {
        int shown = Math.min(array.length, SHOWN_BYTES);
        String more = array.length > shown ? ".." : "";
        return "Bytes[" + array.length + ":" + HexFormat.of().formatHex(array, 0, shown) + more + "]";
    }
}
