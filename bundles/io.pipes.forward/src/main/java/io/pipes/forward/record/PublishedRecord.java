// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.forward.record;

import io.pipes.api.service.Access;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.spi.socket.Endpoint;

/** A port that is published under a name. */
public record PublishedRecord(String service, Endpoint target, Access access) {
    private static final int FORMAT = 1;
    private static final int MAX_NAME = 64;

    public Bytes encode() {
        return new CborWriter()
                .writeArray(4)
                .writeUnsigned(FORMAT)
                .writeText(service)
                .writeText(target.toString())
                .writeText(access.text())
                .toBytes();
    }

    /** @throws MalformedException also for what a newer version wrote */
    public static PublishedRecord read(Bytes encoded) throws MalformedException {
        CborReader in = new CborReader(encoded);
        in.readArrayExactly(4);
        in.readInt(FORMAT, FORMAT);
        String service = in.readText(MAX_NAME);
        String target = in.readText(4 * Endpoint.MAX_LENGTH);
        String access = in.readText(Access.MAX_TEXT);
        in.end();
        try {
            return new PublishedRecord(service, Endpoint.parse(target), Access.parse(access));
        } catch (IllegalArgumentException e) {
            throw new MalformedException("a published port that makes no sense");
        }
    }
}
