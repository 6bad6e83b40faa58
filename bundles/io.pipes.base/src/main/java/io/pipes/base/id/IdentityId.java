// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base.id;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;

/** A person or service with any number of devices: the hash of its genesis. */
public record IdentityId(Bytes bytes) implements Id, Comparable<IdentityId> {
    public static final int SIZE = 32;

    private static final String KIND = "identity";

    /**
     * @throws IllegalArgumentException unless there are {@value #SIZE} bytes
     */
    public IdentityId {
        IdSize.check(bytes, SIZE, KIND);
    }

    /**
     * @throws IllegalArgumentException unless there are {@value #SIZE} bytes
     */
    public static IdentityId of(Bytes bytes) {
        return new IdentityId(bytes);
    }

    /**
     * Reads what {@link #text()} wrote.
     *
     * @throws IllegalArgumentException with a sentence for the person who typed it
     */
    public static IdentityId parse(String text) {
        return new IdentityId(Base32Check.decode(KIND, text, SIZE));
    }

    /** Reads a byte string of exactly {@value #SIZE} bytes. */
    public static IdentityId read(CborReader in) throws MalformedException {
        return new IdentityId(in.readBytesExactly(SIZE));
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public int compareTo(IdentityId other) {
        return bytes.compareTo(other.bytes);
    }

    @Override
    public String toString() {
        return shortText();
    }
}
