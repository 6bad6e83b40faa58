// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.peering;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.spi.transport.Address;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Where a node may be found.
 *
 * @param linkKey whom to expect there, 32 bytes
 * @param told whether a person gave an address, directly or in a ticket
 * @param addresses at most {@link #MAX}, the most promising first
 */
public record PeerAddresses(Bytes linkKey, boolean told, List<Address> addresses) {
    public static final int MAX = 8;

    private static final int MAX_ENCODED = 8 << 10;

    public PeerAddresses {
        addresses = List.copyOf(addresses.subList(0, Math.min(MAX, addresses.size())));
    }

    /** With other addresses before the ones known. */
    PeerAddresses with(boolean alsoTold, List<Address> more) {
        Set<Address> all = new LinkedHashSet<>(more);
        all.addAll(addresses);
        return new PeerAddresses(linkKey, told || alsoTold, List.copyOf(all));
    }

    Bytes encode() {
        CborWriter out = new CborWriter();
        out.writeArray(3).writeBytes(linkKey).writeBool(told);
        writeAddresses(out, addresses);
        return out.toBytes();
    }

    static PeerAddresses decode(Bytes encoded) throws MalformedException {
        if (encoded.size() > MAX_ENCODED) {
            throw new MalformedException("addresses of a peer are too long");
        }
        CborReader in = new CborReader(encoded);
        in.readArrayExactly(3);
        PeerAddresses peer = new PeerAddresses(in.readBytesExactly(32), in.readBool(), readAddresses(in));
        in.end();
        return peer;
    }

    static void writeAddresses(CborWriter out, List<Address> addresses) {
        out.writeArray(addresses.size());
        addresses.forEach(address -> out.writeText(address.toString()));
    }

    static List<Address> readAddresses(CborReader in) throws MalformedException {
        int count = in.readArray(MAX);
        List<Address> addresses = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            addresses.add(readAddress(in));
        }
        return addresses;
    }

    private static Address readAddress(CborReader in) throws MalformedException {
        try {
            return Address.parse(in.readText(Address.MAX_LENGTH));
        } catch (IllegalArgumentException e) {
            throw new MalformedException("address of a peer");
        }
    }
}
