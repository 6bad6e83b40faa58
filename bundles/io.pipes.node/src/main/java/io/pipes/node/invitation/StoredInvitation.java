// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.invitation;

import io.pipes.api.network.Role;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.Secret;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.InvitationId;
import io.pipes.spi.storage.Change;

/**
 * What the issuer remembers of an invitation.
 *
 * @param uses how many may still join by it
 */
record StoredInvitation(InvitationId id, Secret secret, Role role, long expiresMillis, int uses) {
    static final String AREA = "invitations";
    static final int MAX_USES = 10_000;

    private static final int VERSION = 1;

    StoredInvitation spent() {
        return new StoredInvitation(id, secret, role, expiresMillis, uses - 1);
    }

    Change put() {
        return Change.put(AREA, id.bytes(), encode());
    }

    Change remove() {
        return Change.remove(AREA, id.bytes());
    }

    Bytes encode() {
        return new CborWriter()
                .writeArray(6)
                .writeUnsigned(VERSION)
                .writeBytes(id.bytes())
                .writeBytes(secret.bytes())
                .writeUnsigned(role.code())
                .writeLong(expiresMillis)
                .writeUnsigned(uses)
                .toBytes();
    }

    static StoredInvitation decode(Bytes encoded) throws MalformedException {
        CborReader in = new CborReader(encoded);
        in.readArrayExactly(6);
        in.readInt(VERSION, VERSION);
        StoredInvitation stored = new StoredInvitation(
                InvitationId.read(in),
                Secret.wrap(in.readBytesExactly(Ticket.SECRET_BYTES).toArray()),
                Role.ofCode(in.readUnsigned(Role.values().length - 1)).orElseThrow(),
                in.readLong(Long.MIN_VALUE, Long.MAX_VALUE),
                in.readInt(0, MAX_USES));
        in.end();
        return stored;
    }
}
