// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.invitation;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
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

    public Bytes encode() {
        throw new UnsupportedOperationException();
    }

    public static JoinRequest decode(Bytes encoded) throws MalformedException {
        throw new UnsupportedOperationException();
    }
}
