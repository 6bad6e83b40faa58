// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.blob;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.pipeline.packet.BlobReference;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.RecordCipher;
import io.pipes.spi.storage.BlobManifest;

/**
 * Opens content that was sealed chunk by chunk under the key of its blob ({@link ChunkSealer}). This is the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár, 2015): the
 * nonce of a chunk says its index and whether it is the last one, so chunks that are changed, swapped, repeated, left out at the end or
 * added there do not open. The key seals one blob only, so the rest of the nonce may stay zero.
 *
 * <p>Belongs to one thread at a time.
 */
final class ChunkCipher {
    /** How much content a chunk holds: what is left of a stored chunk beside the tag. */
    static final int CONTENT_BYTES = BlobManifest.CHUNK_BYTES - RecordCipher.OVERHEAD;

    private final RecordCipher cipher;
    private final long size;

    ChunkCipher(CryptoSuite suite, BlobReference reference) {
        cipher = suite.recordCipher(reference.key());
        size = reference.size();
    }

    static int chunks(long size) {
        return (int) ((size + CONTENT_BYTES - 1) / CONTENT_BYTES);
    }

    /** How long the blob of content is. */
    static long blobBytes(long size) {
        return size + (long) chunks(size) * RecordCipher.OVERHEAD;
    }

    /** How much content is in a chunk. */
    int length(int index) {
        return (int) Math.min(CONTENT_BYTES, size - (long) index * CONTENT_BYTES);
    }

    static long nonce(int index, boolean last) {
        return (long) index << 1 | (last ? 1 : 0);
    }

    Bytes open(int index, Bytes chunk) throws MalformedException {
        if (chunk.size() != length(index) + RecordCipher.OVERHEAD) {
            throw new MalformedException("a chunk of another length");
        }
        byte[] out = new byte[length(index)];
        byte[] in = chunk.toArray();
        boolean last = index == chunks(size) - 1;
        cipher.open(nonce(index, last), in, 0, in.length, out, 0);
        return Bytes.wrap(out);
    }
}
