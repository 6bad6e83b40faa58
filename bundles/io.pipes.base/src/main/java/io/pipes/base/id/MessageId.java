// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base.id;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;

/** One message: stays the same on a link, in a held packet and in receipts, so that receivers can tell repeats. */
public record MessageId(Bytes bytes) implements Id, Comparable<MessageId> {
    public static final int SIZE = 16;

    private static final String KIND = "message";

    /**
     * @throws IllegalArgumentException unless there are {@value #SIZE} bytes
     */
    public MessageId {
        IdSize.check(bytes, SIZE, KIND);
    }

    /**
     * @throws IllegalArgumentException unless there are {@value #SIZE} bytes
     */
    public static MessageId of(Bytes bytes) {
        return new MessageId(bytes);
    }

    /**
     * Reads what {@link #text()} wrote.
     *
     * @throws IllegalArgumentException with a sentence for the person who typed it
     */
    public static MessageId parse(String text) {
        return new MessageId(Base32Check.decode(KIND, text, SIZE));
    }

    /** Reads a byte string of exactly {@value #SIZE} bytes. */
    public static MessageId read(CborReader in) throws MalformedException {
        return new MessageId(in.readBytesExactly(SIZE));
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public int compareTo(MessageId other) {
        return bytes.compareTo(other.bytes);
    }

    @Override
    public String toString() {
        return shortText();
    }
}
