// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.invitation;

import io.pipes.api.PipesException;
import io.pipes.api.network.Role;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.Secret;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.InvitationId;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.base.text.Timestamps;
import io.pipes.spi.identity.IdentityGenesis;
import io.pipes.spi.transport.Address;
import java.util.ArrayList;
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

    static final int SECRET_BYTES = 32;

    private static final int VERSION = 1;
    private static final int ITEMS = 10;
    private static final int KEY_BYTES = 32;

    /** The longest content, in bytes: eight of the longest addresses and everything else. */
    private static final int MAX_BYTES = 3_072;

    public Ticket {
        if (addresses.size() > MAX_ADDRESSES || secret.size() != SECRET_BYTES || issuerLinkKey.size() != KEY_BYTES) {
            throw new IllegalArgumentException("Not what a ticket may hold");
        }
        addresses = List.copyOf(addresses);
    }

    /** One line of {@code pipes1} and digits and lower-case letters. */
    public String text() {
        return TicketText.encode(encode());
    }

    /**
     * Reads a ticket, also in upper case and with blanks or hyphens in it.
     *
     * @throws PipesException with {@code TICKET_INVALID} and a sentence that does not repeat the text
     */
    public static Ticket parse(String text) {
        try {
            return decode(TicketText.decode(text));
        } catch (TicketText.FlawException e) {
            throw e.flaw() == TicketText.Flaw.DAMAGED ? damaged() : notATicket();
        } catch (MalformedException e) {
            throw damaged();
        }
    }

    private static PipesException damaged() {
        return new PipesException(
                PipesException.Code.TICKET_INVALID,
                "This ticket is damaged: something in it is missing or changed. Copy the whole text again.");
    }

    private static PipesException notATicket() {
        return new PipesException(
                PipesException.Code.TICKET_INVALID,
                "This is not a ticket: a ticket begins with " + PREFIX
                        + ". Copy the whole text that 'pipes network invite' printed.");
    }

    Bytes encode() {
        CborWriter out = new CborWriter();
        out.writeArray(ITEMS)
                .writeUnsigned(VERSION)
                .writeBytes(network.bytes())
                .writeText(networkName)
                .writeBytes(issuer.bytes())
                .writeBytes(issuerLinkKey)
                .writeArray(addresses.size());
        addresses.forEach(address -> out.writeText(address.toString()));
        return out.writeBytes(invitation.bytes())
                .writeBytes(secret.bytes())
                .writeUnsigned(role.code())
                .writeLong(expiresMillis)
                .toBytes();
    }

    static Ticket decode(Bytes encoded) throws MalformedException {
        if (encoded.size() > MAX_BYTES) {
            throw new MalformedException("ticket is too long");
        }
        CborReader in = new CborReader(encoded);
        in.readArrayExactly(ITEMS);
        in.readInt(VERSION, VERSION);
        Ticket ticket = new Ticket(
                NetworkId.read(in),
                readName(in),
                NodeId.read(in),
                in.readBytesExactly(KEY_BYTES),
                readAddresses(in),
                InvitationId.read(in),
                Secret.wrap(in.readBytesExactly(SECRET_BYTES).toArray()),
                Role.ofCode(in.readUnsigned(Role.values().length - 1)).orElseThrow(),
                in.readLong(Timestamps.MIN_MILLIS, Timestamps.MAX_MILLIS));
        in.end();
        return ticket;
    }

    private static String readName(CborReader in) throws MalformedException {
        String name = in.readText(4 * IdentityGenesis.MAX_NAME);
        if (!IdentityGenesis.isName(name)) {
            throw new MalformedException("network name is empty, too long or not printable");
        }
        return name;
    }

    private static List<Address> readAddresses(CborReader in) throws MalformedException {
        int count = in.readArray(MAX_ADDRESSES);
        List<Address> addresses = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String text = in.readText(Address.MAX_LENGTH);
            addresses.add(readAddress(text));
        }
        return addresses;
    }

    /** Only what would be written like this again. */
    private static Address readAddress(String text) throws MalformedException {
        try {
            Address address = Address.parse(text);
            if (address.toString().equals(text)) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            // Said below, in the words for bytes from outside.
        }
        throw new MalformedException("not an address");
    }

    /** Does not show the secret. */
    @Override
    public String toString() {
        return "Ticket[" + networkName + " " + invitation + "]";
    }
}
