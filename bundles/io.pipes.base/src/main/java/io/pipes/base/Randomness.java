// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Chance, the only source of it in protocol code. In production it is fit for keys; in a simulation a seed decides.
 *
 * <p><b>Threads.</b> May be called from any thread.
 */
@ProviderType
public interface Randomness {
    /** Overwrites the whole array. */
    void fill(byte[] target);

    /** Any of the 2^64 values, each as likely. */
    long nextLong();

    /**
     * A number from 0 up to and without the bound, each as likely.
     *
     * @throws IllegalArgumentException unless the bound is positive
     */
    int nextInt(int boundExclusive);

    /** A new array of random bytes, which belongs to the caller. */
    default byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        fill(bytes);
        return bytes;
    }
}
