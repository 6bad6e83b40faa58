// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base.id;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;

/** One invitation, so that its issuer can find it before anything is proven. */
public record InvitationId(Bytes bytes) implements Id, Comparable<InvitationId> {
    public static final int SIZE = 16;

    private static final String KIND = "invitation";

    /**
     * @throws IllegalArgumentException unless there are {@value #SIZE} bytes
     */
    public InvitationId {
        IdSize.check(bytes, SIZE, KIND);
    }

    /**
     * @throws IllegalArgumentException unless there are {@value #SIZE} bytes
     */
    public static InvitationId of(Bytes bytes) {
        return new InvitationId(bytes);
    }

    /**
     * Reads what {@link #text()} wrote.
     *
     * @throws IllegalArgumentException with a sentence for the person who typed it
     */
    public static InvitationId parse(String text) {
        return new InvitationId(Base32Check.decode(KIND, text, SIZE));
    }

    /** Reads a byte string of exactly {@value #SIZE} bytes. */
    public static InvitationId read(CborReader in) throws MalformedException {
        return new InvitationId(in.readBytesExactly(SIZE));
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public int compareTo(InvitationId other) {
        return bytes.compareTo(other.bytes);
    }

    @Override
    public String toString() {
        return shortText();
    }
}
