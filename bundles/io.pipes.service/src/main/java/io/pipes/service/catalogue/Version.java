// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.service.catalogue;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import java.nio.ByteBuffer;

/**
 * Which announcement of an author, as members tell each other: packed into {@link #BYTES}.
 *
 * @param number the higher one replaces the lower one; 1 to {@link #MAX_NUMBER}
 * @param mark the beginning of a hash of what it says, so that all come to hold the same one of two with one number, which only an author
 *     whose keys are at two places can make
 */
record Version(NodeId author, long number, long mark) {
    static final int BYTES = NodeId.SIZE + 2 * Long.BYTES;

    /** An author could go on for ever, and one more is left for the time after somebody has used this one up. */
    static final long MAX_NUMBER = Long.MAX_VALUE - 1;

    boolean replaces(Version other) {
        return number != other.number ? number > other.number : Long.compareUnsigned(mark, other.mark) > 0;
    }

    void writeTo(ByteBuffer out) {
        author.bytes().writeTo(out);
        out.putLong(number).putLong(mark);
    }

    static Version read(ByteBuffer in) throws MalformedException {
        byte[] author = new byte[NodeId.SIZE];
        in.get(author);
        Version version = new Version(NodeId.of(Bytes.wrap(author)), in.getLong(), in.getLong());
        if (version.number < 1 || version.number > MAX_NUMBER) {
            throw new MalformedException("number out of bounds");
        }
        return version;
    }
}
