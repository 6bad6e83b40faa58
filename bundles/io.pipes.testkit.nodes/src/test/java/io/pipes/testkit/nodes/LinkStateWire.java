// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.NodeId;
import io.pipes.spi.node.NodeContext;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** Messages of the exchange {@code route.1}, as docs/specs/routing.md has them: also such as no honest node would make. */
final class LinkStateWire {
    static final String PROTOCOL = "route.1";

    private static final int ADVERTS = 4;
    private static final int TYPES = 6;
    private static final int PREFIX_BYTES = 16;
    private static final int MANY = 100_000;

    private LinkStateWire() {}

    /** An advert with the signature of a node, in whomsoever's name, as the only one in a message. */
    static Bytes advert(NodeContext signer, NodeId author, long number, Collection<NodeId> neighbours) {
        TreeSet<NodeId> sorted = new TreeSet<>(neighbours);
        sorted.remove(author);
        ByteBuffer packed = ByteBuffer.allocate(sorted.size() * (PREFIX_BYTES + 1));
        sorted.forEach(neighbour -> {
            neighbour.bytes().slice(0, PREFIX_BYTES).writeTo(packed);
            packed.put((byte) 0);
        });
        Bytes body = new CborWriter()
                .writeArray(6)
                .writeUnsigned(1)
                .writeBytes(author.bytes())
                .writeUnsigned(number)
                .writeBool(true)
                .writeBytes(Bytes.wrap(packed.array()))
                .writeBytes(Bytes.EMPTY)
                .toBytes();
        Bytes signed = new CborWriter()
                .writeArray(2)
                .writeBytes(signer.network().bytes())
                .writeBytes(body)
                .toBytes();
        Bytes signature = signer.sign(Label.LINK_STATE, signed);
        Bytes advert = new CborWriter()
                .writeArray(2)
                .writeBytes(body)
                .writeBytes(signature)
                .toBytes();
        return new CborWriter()
                .writeArray(2)
                .writeUnsigned(ADVERTS)
                .writeArray(1)
                .writeBytes(advert)
                .toBytes();
    }

    /** Whose adverts a message carries; nobody's if it is another one. */
    static List<NodeId> authors(Bytes message) {
        try {
            CborReader in = new CborReader(message);
            in.readArray(TYPES);
            return in.readInt(0, TYPES) == ADVERTS ? readAuthors(in) : List.of();
        } catch (MalformedException e) {
            return List.of();
        }
    }

    private static List<NodeId> readAuthors(CborReader in) throws MalformedException {
        List<NodeId> authors = new ArrayList<>();
        for (int left = in.readArray(MANY); left > 0; left--) {
            CborReader advert = new CborReader(in.readBytes(MANY));
            advert.readArrayExactly(2);
            CborReader body = new CborReader(advert.readBytes(MANY));
            body.readArrayExactly(6);
            body.readInt(1, 1);
            authors.add(NodeId.read(body));
        }
        return authors;
    }
}
