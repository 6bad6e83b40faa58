// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base.id;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;

/** One epoch of a chain of pipeline secrets. */
public record EpochId(Bytes bytes) implements Id, Comparable<EpochId> {
    public static final int SIZE = 32;

    private static final String KIND = "epoch";

    /**
     * @throws IllegalArgumentException unless there are {@value #SIZE} bytes
     */
    public EpochId {
        IdSize.check(bytes, SIZE, KIND);
    }

    /**
     * @throws IllegalArgumentException unless there are {@value #SIZE} bytes
     */
    public static EpochId of(Bytes bytes) {
        return new EpochId(bytes);
    }

    /**
     * Reads what {@link #text()} wrote.
     *
     * @throws IllegalArgumentException with a sentence for the person who typed it
     */
    public static EpochId parse(String text) {
        return new EpochId(Base32Check.decode(KIND, text, SIZE));
    }

    /** Reads a byte string of exactly {@value #SIZE} bytes. */
    public static EpochId read(CborReader in) throws MalformedException {
        return new EpochId(in.readBytesExactly(SIZE));
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public int compareTo(EpochId other) {
        return bytes.compareTo(other.bytes);
    }

    @Override
    public String toString() {
        return shortText();
    }
}
