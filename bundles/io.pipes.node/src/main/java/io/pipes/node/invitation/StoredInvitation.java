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
import io.pipes.base.id.OperationId;
import io.pipes.node.membership.Ledger;
import io.pipes.spi.storage.Change;
import java.util.ArrayList;
import java.util.List;

/**
 * What the issuer remembers of an invitation.
 *
 * @param uses how many may still join by it
 * @param known the newest operations of the log when it was issued: whom they had removed, it may bring back
 */
record StoredInvitation(
        InvitationId id, Secret secret, Role role, long expiresMillis, int uses, List<OperationId> known) {
    static final String AREA = "invitations";
    static final int MAX_USES = 10_000;

    private static final int VERSION = 2;
    private static final int ITEMS = 7;

    StoredInvitation spent() {
        return new StoredInvitation(id, secret, role, expiresMillis, uses - 1, known);
    }

    Change put() {
        return Change.put(AREA, id.bytes(), encode());
    }

    Change remove() {
        return Change.remove(AREA, id.bytes());
    }

    Bytes encode() {
        CborWriter out = new CborWriter();
        out.writeArray(ITEMS)
                .writeUnsigned(VERSION)
                .writeBytes(id.bytes())
                .writeBytes(secret.bytes())
                .writeUnsigned(role.code())
                .writeLong(expiresMillis)
                .writeUnsigned(uses)
                .writeArray(known.size());
        known.forEach(operation -> out.writeBytes(operation.bytes()));
        return out.toBytes();
    }

    static StoredInvitation decode(Bytes encoded) throws MalformedException {
        CborReader in = new CborReader(encoded);
        in.readArrayExactly(ITEMS);
        in.readInt(VERSION, VERSION);
        StoredInvitation stored = new StoredInvitation(
                InvitationId.read(in),
                Secret.wrap(in.readBytesExactly(Ticket.SECRET_BYTES).toArray()),
                Role.ofCode(in.readUnsigned(Role.values().length - 1)).orElseThrow(),
                in.readLong(Long.MIN_VALUE, Long.MAX_VALUE),
                in.readInt(0, MAX_USES),
                readKnown(in));
        in.end();
        return stored;
    }

    private static List<OperationId> readKnown(CborReader in) throws MalformedException {
        int count = in.readArray(Ledger.MAX_NEWEST);
        List<OperationId> known = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            known.add(OperationId.read(in));
        }
        return known;
    }
}
