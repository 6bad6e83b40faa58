// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.blob;

import io.pipes.base.Bytes;
import io.pipes.spi.crypto.RecordCipher;

/**
 * Seals the chunks of one blob in order, each once, for {@link ChunkCipher} to open. How many there will be need not be known: only the last
 * one must be called so.
 *
 * <p>Belongs to one thread at a time.
 */
final class ChunkSealer {
    private final RecordCipher cipher;
    private int next;

    /** @param cipher with a key of this blob alone */
    ChunkSealer(RecordCipher cipher) {
        this.cipher = cipher;
    }

    /**
     * @param content its first bytes are the chunk's
     * @param length how many, {@link ChunkCipher#CONTENT_BYTES} unless it is the last one
     */
    Bytes seal(byte[] content, int length, boolean last) {
        byte[] out = new byte[length + RecordCipher.OVERHEAD];
        cipher.seal(ChunkCipher.nonce(next++, last), content, 0, length, out, 0);
        return Bytes.wrap(out);
    }
}
