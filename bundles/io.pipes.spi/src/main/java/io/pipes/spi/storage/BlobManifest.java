// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.storage;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.spi.crypto.CryptoSuite;

/**
 * What a blob consists of: how long it is, and a hash for each of its chunks, so that each can be checked alone when it comes from somebody
 * who is not trusted. All chunks have {@link #CHUNK_BYTES} but the last one, which has the rest. The blob's address is a hash of this.
 *
 * @param size of the blob in bytes, 1 to {@link #MAX_BYTES}
 * @param hashes those of its chunks, 32 bytes each, one behind the other
 */
public record BlobManifest(long size, Bytes hashes) {
    public static final int CHUNK_BYTES = 256 << 10;

    /** So many chunks a blob has at most: then its manifest, of 512 KiB, still is one message. */
    public static final int MAX_CHUNKS = 16_384;

    /** The longest blob: 4 GiB. */
    public static final long MAX_BYTES = (long) MAX_CHUNKS * CHUNK_BYTES;

    public static final int HASH_BYTES = 32;

    /** The longest encoded manifest. */
    public static final int MAX_ENCODED_BYTES = MAX_CHUNKS * HASH_BYTES + 32;

    /** @throws IllegalArgumentException unless there is a hash for each chunk */
    public BlobManifest {
        if (size < 1 || size > MAX_BYTES || hashes.size() != HASH_BYTES * chunks(size)) {
            throw new IllegalArgumentException("A blob has 1 byte to 4 GiB, and a hash for each chunk");
        }
    }

    private static int chunks(long size) {
        return (int) ((size + CHUNK_BYTES - 1) / CHUNK_BYTES);
    }

    public int chunks() {
        return chunks(size);
    }

    /** Of a chunk, in bytes. */
    public int length(int index) {
        return (int) Math.min(CHUNK_BYTES, size - (long) index * CHUNK_BYTES);
    }

    /** Whether these bytes are the chunk of this index. Hashes them, so ask on a worker. */
    public boolean fits(CryptoSuite suite, int index, Bytes chunk) {
        return index >= 0
                && index < chunks()
                && chunk.size() == length(index)
                && hash(suite, chunk).equals(hashes.slice(index * HASH_BYTES, (index + 1) * HASH_BYTES));
    }

    /** What a manifest has of a chunk. */
    public static Bytes hash(CryptoSuite suite, Bytes chunk) {
        return suite.hash(Label.TREE_LEAF.bytes(), chunk);
    }

    /** What the blob is known by, 32 bytes. */
    public Bytes address(CryptoSuite suite) {
        return suite.hash(Label.BLOB.bytes(), encode());
    }

    public Bytes encode() {
        return new CborWriter(hashes.size() + HASH_BYTES)
                .writeArray(2)
                .writeUnsigned(size)
                .writeBytes(hashes)
                .toBytes();
    }

    public static BlobManifest decode(Bytes encoded) throws MalformedException {
        CborReader in = new CborReader(encoded);
        in.readArrayExactly(2);
        long size = in.readLong(1, MAX_BYTES);
        Bytes hashes = in.readBytesExactly(chunks(size) * HASH_BYTES);
        in.end();
        return new BlobManifest(size, hashes);
    }
}
