// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.forward.record;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.NodeId;
import io.pipes.spi.socket.Endpoint;

/** A port that leads to a service. */
public record ForwardRecord(long number, Endpoint listen, NodeId node, String service) {
    private static final int FORMAT = 1;
    private static final int MAX_NAME = 64;

    /** The same with the port that is really used. */
    public ForwardRecord at(Endpoint real) {
        return new ForwardRecord(number, real, node, service);
    }

    public Bytes encode() {
        return new CborWriter()
                .writeArray(5)
                .writeUnsigned(FORMAT)
                .writeUnsigned(number)
                .writeText(listen.toString())
                .writeBytes(node.bytes())
                .writeText(service)
                .toBytes();
    }

    /** @throws MalformedException also for what a newer version wrote */
    public static ForwardRecord read(Bytes encoded) throws MalformedException {
        CborReader in = new CborReader(encoded);
        in.readArrayExactly(5);
        in.readInt(FORMAT, FORMAT);
        long number = in.readLong(1, Long.MAX_VALUE);
        String listen = in.readText(4 * Endpoint.MAX_LENGTH);
        NodeId node = NodeId.read(in);
        String service = in.readText(MAX_NAME);
        in.end();
        try {
            return new ForwardRecord(number, Endpoint.parse(listen), node, service);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("a forwarded port that makes no sense");
        }
    }
}
