// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.packet;

import io.pipes.api.message.Content;
import io.pipes.api.message.ContentSource;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.Secret;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;

/**
 * What a packet carries instead of content that is too long for it, see docs/specs/blob.md. Whoever can read the packet can fetch the blob
 * and open it; nobody else knows its address or its key.
 *
 * @param address of the sealed blob, 32 bytes
 * @param size of the content in bytes, more than {@link Content#MAX_BYTES}
 * @param key of this blob alone, 32 bytes
 */
public record BlobReference(Bytes address, long size, Secret key) {
    public static final int ADDRESS_BYTES = 32;
    public static final int KEY_BYTES = 32;

    void write(CborWriter out) {
        out.writeArray(3).writeBytes(address).writeUnsigned(size).writeBytes(key.bytes());
    }

    static BlobReference read(CborReader in) throws MalformedException {
        in.readArrayExactly(3);
        Bytes address = in.readBytesExactly(ADDRESS_BYTES);
        long size = in.readLong(Content.MAX_BYTES + 1, ContentSource.MAX_BYTES);
        return new BlobReference(
                address, size, Secret.wrap(in.readBytesExactly(KEY_BYTES).toArray()));
    }
}
