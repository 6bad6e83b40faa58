// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;

/**
 * A place in an author's chain.
 *
 * @param seq the number of a packet, at least 1
 * @param id its id, 32 bytes
 */
public record ChainPlace(long seq, Bytes id) {
    private static final int ID_BYTES = 32;

    public void write(CborWriter out) {
        out.writeArray(2).writeUnsigned(seq).writeBytes(id);
    }

    public static ChainPlace read(CborReader in) throws MalformedException {
        in.readArrayExactly(2);
        return new ChainPlace(in.readLong(1, Long.MAX_VALUE - 1), in.readBytesExactly(ID_BYTES));
    }
}
