// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base.id;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;

/** One packet: the hash of its header and of its ciphertext's hash, never of its contents. */
public record PacketId(Bytes bytes) implements Id, Comparable<PacketId> {
    public static final int SIZE = 32;

    private static final String KIND = "packet";

    /**
     * @throws IllegalArgumentException unless there are {@value #SIZE} bytes
     */
    public PacketId {
        IdSize.check(bytes, SIZE, KIND);
    }

    /**
     * @throws IllegalArgumentException unless there are {@value #SIZE} bytes
     */
    public static PacketId of(Bytes bytes) {
        return new PacketId(bytes);
    }

    /**
     * Reads what {@link #text()} wrote.
     *
     * @throws IllegalArgumentException with a sentence for the person who typed it
     */
    public static PacketId parse(String text) {
        return new PacketId(Base32Check.decode(KIND, text, SIZE));
    }

    /** Reads a byte string of exactly {@value #SIZE} bytes. */
    public static PacketId read(CborReader in) throws MalformedException {
        return new PacketId(in.readBytesExactly(SIZE));
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public int compareTo(PacketId other) {
        return bytes.compareTo(other.bytes);
    }

    @Override
    public String toString() {
        return shortText();
    }
}
