// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.handshake;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.spi.crypto.Handshake;

/**
 * What a member says in the first handshake message: {@code [capabilities, proof]}.
 *
 * @param capabilities bits of smaller features; unknown ones mean nothing
 * @param proof operations that show membership to one who has not heard of it; may be empty
 */
public record Introduction(long capabilities, Bytes proof) {
    /** There are none yet. */
    public static final long NO_CAPABILITIES = 0;

    public Bytes encode() {
        return new CborWriter()
                .writeArray(2)
                .writeUnsigned(capabilities)
                .writeBytes(proof)
                .toBytes();
    }

    public static Introduction decode(Bytes payload) throws MalformedException {
        CborReader in = new CborReader(payload);
        in.readArrayExactly(2);
        Introduction introduction =
                new Introduction(in.readUnsigned(Long.MAX_VALUE), in.readBytes(Handshake.MAX_PAYLOAD));
        in.end();
        return introduction;
    }

    /** What a member is answered in the second message: {@code [capabilities]}. */
    public static Bytes answer() {
        return new CborWriter().writeArray(1).writeUnsigned(NO_CAPABILITIES).toBytes();
    }

    /** Reads what {@link #answer} made; returns the other side's capabilities. */
    public static long readAnswer(Bytes payload) throws MalformedException {
        CborReader in = new CborReader(payload);
        in.readArrayExactly(1);
        long capabilities = in.readUnsigned(Long.MAX_VALUE);
        in.end();
        return capabilities;
    }
}
