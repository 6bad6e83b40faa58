// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.service.catalogue;

import io.pipes.api.network.Role;
import io.pipes.api.service.Access;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.IdentityId;
import io.pipes.base.id.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who may use a service, as it travels. A CBOR map: 1 is the code of the weakest role that may, 2 a list of nodes, 3 one of identities, each
 * left out when there is none; other keys, and roles, which a newer version may write, are passed over.
 */
final class AccessForm {
    private static final int MAX_CODE = 255;
    private static final int MAX_KEYS = 16;
    private static final int ROLE = 1;
    private static final int NODES = 2;
    private static final int IDENTITIES = 3;

    private AccessForm() {}

    static void write(CborWriter out, Access access) {
        boolean nodes = !access.nodes().isEmpty();
        boolean identities = !access.identities().isEmpty();
        out.writeMap((access.role().isPresent() ? 1 : 0) + (nodes ? 1 : 0) + (identities ? 1 : 0));
        access.role().ifPresent(role -> out.writeUnsigned(ROLE).writeUnsigned(role.code()));
        if (nodes) {
            out.writeUnsigned(NODES).writeArray(access.nodes().size());
            access.nodes().forEach(node -> out.writeBytes(node.bytes()));
        }
        if (identities) {
            out.writeUnsigned(IDENTITIES).writeArray(access.identities().size());
            access.identities().forEach(identity -> out.writeBytes(identity.bytes()));
        }
    }

    static Access read(CborReader in) throws MalformedException {
        Optional<Role> role = Optional.empty();
        List<NodeId> nodes = List.of();
        List<IdentityId> identities = List.of();
        int keys = in.readMap(MAX_KEYS);
        for (int i = 0; i < keys; i++) {
            switch (in.readInt(0, MAX_CODE)) {
                case ROLE -> role = Role.ofCode(in.readInt(0, MAX_CODE));
                case NODES -> nodes = readAscending(in, Access.MAX_NODES, NodeId::read);
                case IDENTITIES -> identities = readAscending(in, Access.MAX_IDENTITIES, IdentityId::read);
                default -> in.skip();
            }
        }
        return new Access(role, nodes, identities);
    }

    private interface Item<T> {
        T read(CborReader in) throws MalformedException;
    }

    private static <T extends Comparable<T>> List<T> readAscending(CborReader in, int max, Item<T> item)
            throws MalformedException {
        int count = in.readArray(max);
        List<T> items = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            T next = item.read(in);
            if (i > 0 && next.compareTo(items.get(i - 1)) <= 0) {
                throw new MalformedException("who may use a service is not in order");
            }
            items.add(next);
        }
        return items;
    }
}
