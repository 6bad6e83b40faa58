// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base.id;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;

/** A device in one network: the hash of the network and of both public keys, so that a change of either makes another node. */
public record NodeId(Bytes bytes) implements Id, Comparable<NodeId> {
    public static final int SIZE = 32;

    private static final String KIND = "node";

    /**
     * @throws IllegalArgumentException unless there are {@value #SIZE} bytes
     */
    public NodeId {
        IdSize.check(bytes, SIZE, KIND);
    }

    /**
     * @throws IllegalArgumentException unless there are {@value #SIZE} bytes
     */
    public static NodeId of(Bytes bytes) {
        return new NodeId(bytes);
    }

    /**
     * Reads what {@link #text()} wrote.
     *
     * @throws IllegalArgumentException with a sentence for the person who typed it
     */
    public static NodeId parse(String text) {
        return new NodeId(Base32Check.decode(KIND, text, SIZE));
    }

    /** Reads a byte string of exactly {@value #SIZE} bytes. */
    public static NodeId read(CborReader in) throws MalformedException {
        return new NodeId(in.readBytesExactly(SIZE));
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public int compareTo(NodeId other) {
        return bytes.compareTo(other.bytes);
    }

    /** A part of a hash is one already. */
    @Override
    public int hashCode() {
        return Long.hashCode(bytes.longAt(0));
    }

    @Override
    public String toString() {
        return shortText();
    }
}
