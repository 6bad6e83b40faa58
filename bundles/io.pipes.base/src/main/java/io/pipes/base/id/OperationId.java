// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base.id;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;

/** One signed operation on the membership of a network or the devices of an identity. */
public record OperationId(Bytes bytes) implements Id, Comparable<OperationId> {
    public static final int SIZE = 32;

    private static final String KIND = "operation";

    /**
     * @throws IllegalArgumentException unless there are {@value #SIZE} bytes
     */
    public OperationId {
        IdSize.check(bytes, SIZE, KIND);
    }

    /**
     * @throws IllegalArgumentException unless there are {@value #SIZE} bytes
     */
    public static OperationId of(Bytes bytes) {
        return new OperationId(bytes);
    }

    /**
     * Reads what {@link #text()} wrote.
     *
     * @throws IllegalArgumentException with a sentence for the person who typed it
     */
    public static OperationId parse(String text) {
        return new OperationId(Base32Check.decode(KIND, text, SIZE));
    }

    /** Reads a byte string of exactly {@value #SIZE} bytes. */
    public static OperationId read(CborReader in) throws MalformedException {
        return new OperationId(in.readBytesExactly(SIZE));
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public int compareTo(OperationId other) {
        return bytes.compareTo(other.bytes);
    }

    @Override
    public String toString() {
        return shortText();
    }
}
