// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Bytes that nobody else may see: keys, shared secrets, passphrases. Compared in constant time, never printed, wiped when closed.
 *
 * <p><b>Ownership.</b> Whoever creates a secret closes it; whoever wants to keep one that was passed in takes a {@link #copy()}. Wiping is
 * best effort, because the collector may have moved the array before.
 *
 * <p><b>Threads.</b> May be read from any thread; close it when nobody reads any more.
 */
public final class Secret implements AutoCloseable {
    private final byte[] array;
    private volatile boolean closed;

    private Secret(byte[] array) {
        this.array = array;
    }

    /** Copies the array, which stays with the caller, who should wipe it. */
    public static Secret copyOf(byte[] array) {
        return new Secret(array.clone());
    }

    /** Takes the array over without a copy: the caller must never touch it again. */
    public static Secret wrap(byte[] array) {
        return new Secret(array);
    }

    public static Secret random(Randomness randomness, int size) {
        return new Secret(randomness.bytes(size));
    }

    public int size() {
        return array.length;
    }

    /**
     * A second secret with the same bytes and a life of its own.
     *
     * @throws IllegalStateException if this one is closed
     */
    public Secret copy() {
        return new Secret(bytes());
    }

    /**
     * A copy of the bytes, which the caller wipes when done.
     *
     * @throws IllegalStateException if this secret is closed
     */
    public byte[] bytes() {
        if (closed) {
            throw new IllegalStateException("The secret is closed");
        }
        return array.clone();
    }

    public boolean isClosed() {
        return closed;
    }

    /** Wipes the bytes. May be called more than once. */
    @Override
    public void close() {
        closed = true;
        Arrays.fill(array, (byte) 0);
    }

    /** In constant time. A closed secret equals only itself, so that two wiped ones do not pass for the same key. */
    @Override
    public boolean equals(Object other) {
        return this == other
                || other instanceof Secret that && !closed && !that.closed && MessageDigest.isEqual(array, that.array);
    }

    /** Says nothing about the bytes but their number. */
    @Override
    public int hashCode() {
        return array.length;
    }

    @Override
    public String toString() {
        return "***";
    }
}
