// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.circuit;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A circuit is to be opened.
 *
 * @param origin who asks for it
 * @param rest the nodes of the way behind the one who reads this; none if that one is the target
 */
record OpenRequest(NodeId origin, List<NodeId> rest) {
    /** The most links a circuit has. */
    static final int MOST_HOPS = 16;

    private static final int HEAD = Messages.HEADER + NodeId.SIZE + 1;

    OpenRequest {
        rest = List.copyOf(rest);
    }

    /** Whether it ends at whoever reads this. */
    boolean arrived() {
        return rest.isEmpty();
    }

    /** What the next one reads. */
    OpenRequest next() {
        return new OpenRequest(origin, rest.subList(1, rest.size()));
    }

    Bytes encode(int label) {
        byte[] message = Messages.begin(MessageType.OPEN, label, HEAD + rest.size() * NodeId.SIZE);
        origin.bytes().copyTo(message, Messages.HEADER);
        message[HEAD - 1] = (byte) rest.size();
        for (int i = 0; i < rest.size(); i++) {
            rest.get(i).bytes().copyTo(message, HEAD + i * NodeId.SIZE);
        }
        return Bytes.wrap(message);
    }

    static OpenRequest decode(Bytes message) throws MalformedException {
        int count = message.size() < HEAD ? -1 : message.at(HEAD - 1);
        if (count < 0 || count >= MOST_HOPS || message.size() != HEAD + count * NodeId.SIZE) {
            throw new MalformedException("route is of no allowed length");
        }
        ByteBuffer bytes = message.buffer().position(Messages.HEADER);
        NodeId origin = node(bytes);
        bytes.get();
        List<NodeId> rest = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            rest.add(node(bytes));
        }
        return new OpenRequest(origin, rest);
    }

    private static NodeId node(ByteBuffer bytes) {
        byte[] id = new byte[NodeId.SIZE];
        bytes.get(id);
        return NodeId.of(Bytes.wrap(id));
    }

    /** Demands that nobody is on the way twice, as far as the one who reads it can see. */
    void check(NodeId self, NodeId from) throws MalformedException {
        boolean twice = rest.stream().distinct().count() < rest.size();
        if (twice || rest.contains(origin) || rest.contains(self) || rest.contains(from) || origin.equals(self)) {
            throw new MalformedException("route leads to a node twice");
        }
    }
}
