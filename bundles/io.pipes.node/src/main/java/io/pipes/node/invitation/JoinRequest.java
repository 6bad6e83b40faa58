// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.invitation;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.node.membership.Candidate;
import io.pipes.node.membership.Prekey;

/**
 * What a joiner tells the issuer, inside the handshake or on the link that the invitation's secret made.
 *
 * @param candidate the node that wants to be added
 * @param prekey its first box key
 */
public record JoinRequest(Candidate candidate, Prekey prekey) {
    /** The longest encoding, in bytes; it fits a handshake payload. */
    public static final int MAX_BYTES = 4_000;

    private static final int VERSION = 1;

    public Bytes encode() {
        CborWriter out = new CborWriter();
        out.writeArray(Candidate.ITEMS + 2).writeUnsigned(VERSION);
        candidate.write(out);
        return out.writeBytes(prekey.encode()).toBytes();
    }

    public static JoinRequest decode(Bytes encoded) throws MalformedException {
        if (encoded.size() > MAX_BYTES) {
            throw new MalformedException("join request is too long");
        }
        CborReader in = new CborReader(encoded);
        in.readArrayExactly(Candidate.ITEMS + 2);
        in.readInt(VERSION, VERSION);
        JoinRequest request = new JoinRequest(Candidate.read(in), Prekey.decode(in.readBytes(Prekey.MAX_BYTES)));
        in.end();
        return request;
    }
}
