// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base.id;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;

/** A network: the hash of its genesis. */
public record NetworkId(Bytes bytes) implements Id, Comparable<NetworkId> {
    public static final int SIZE = 32;

    private static final String KIND = "network";

    /**
     * @throws IllegalArgumentException unless there are {@value #SIZE} bytes
     */
    public NetworkId {
        IdSize.check(bytes, SIZE, KIND);
    }

    /**
     * @throws IllegalArgumentException unless there are {@value #SIZE} bytes
     */
    public static NetworkId of(Bytes bytes) {
        return new NetworkId(bytes);
    }

    /**
     * Reads what {@link #text()} wrote.
     *
     * @throws IllegalArgumentException with a sentence for the person who typed it
     */
    public static NetworkId parse(String text) {
        return new NetworkId(Base32Check.decode(KIND, text, SIZE));
    }

    /** Reads a byte string of exactly {@value #SIZE} bytes. */
    public static NetworkId read(CborReader in) throws MalformedException {
        return new NetworkId(in.readBytesExactly(SIZE));
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public int compareTo(NetworkId other) {
        return bytes.compareTo(other.bytes);
    }

    @Override
    public String toString() {
        return shortText();
    }
}
