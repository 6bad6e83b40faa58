// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.invitation;

import io.pipes.api.network.Role;
import io.pipes.base.Bytes;
import io.pipes.base.Secret;
import io.pipes.base.id.InvitationId;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.spi.transport.Address;
import java.util.List;

/**
 * What a person hands to the one who is invited.
 *
 * @param issuer the node that lets in
 * @param issuerLinkKey 32 bytes
 * @param addresses where to try, at most {@link #MAX_ADDRESSES}; may be empty
 * @param secret 32 bytes; whoever has it may join
 * @param role the role of who joins
 * @param expiresMillis since 1970-01-01T00:00:00Z, by the issuer's clock, which alone decides
 */
public record Ticket(
        NetworkId network,
        String networkName,
        NodeId issuer,
        Bytes issuerLinkKey,
        List<Address> addresses,
        InvitationId invitation,
        Secret secret,
        Role role,
        long expiresMillis) {
    public static final int MAX_ADDRESSES = 8;

    public static final String PREFIX = "pipes1";

    /** One line of {@code pipes1} and digits and lower-case letters. */
    public String text() {
        throw new UnsupportedOperationException();
    }

    /**
     * Reads a ticket, also in upper case and with blanks or hyphens in it.
     *
     * @throws io.pipes.api.PipesException with {@code TICKET_INVALID} and a sentence that does not repeat the text
     */
    public static Ticket parse(String text) {
        throw new UnsupportedOperationException();
    }

    /** Does not show the secret. */
    @Override
    public String toString() {
        return "Ticket[" + networkName + " " + invitation + "]";
    }
}
