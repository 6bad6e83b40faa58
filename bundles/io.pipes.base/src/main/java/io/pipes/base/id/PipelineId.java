// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base.id;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;

/** A pipeline of a network, whatever it is called. */
public record PipelineId(Bytes bytes) implements Id, Comparable<PipelineId> {
    public static final int SIZE = 32;

    private static final String KIND = "pipeline";

    /**
     * @throws IllegalArgumentException unless there are {@value #SIZE} bytes
     */
    public PipelineId {
        IdSize.check(bytes, SIZE, KIND);
    }

    /**
     * @throws IllegalArgumentException unless there are {@value #SIZE} bytes
     */
    public static PipelineId of(Bytes bytes) {
        return new PipelineId(bytes);
    }

    /**
     * Reads what {@link #text()} wrote.
     *
     * @throws IllegalArgumentException with a sentence for the person who typed it
     */
    public static PipelineId parse(String text) {
        return new PipelineId(Base32Check.decode(KIND, text, SIZE));
    }

    /** Reads a byte string of exactly {@value #SIZE} bytes. */
    public static PipelineId read(CborReader in) throws MalformedException {
        return new PipelineId(in.readBytesExactly(SIZE));
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public int compareTo(PipelineId other) {
        return bytes.compareTo(other.bytes);
    }

    @Override
    public String toString() {
        return shortText();
    }
}
