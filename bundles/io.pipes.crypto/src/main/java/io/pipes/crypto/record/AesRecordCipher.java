// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.record;

import io.pipes.base.MalformedException;
import io.pipes.crypto.primitive.AesGcm;
import io.pipes.spi.crypto.RecordCipher;
import java.security.GeneralSecurityException;
import java.util.Objects;

/**
 * AES-256-GCM with the counter as nonce: four zero bytes and the counter in eight, big-endian, as Noise transport messages have it.
 *
 * <p>What the caller promises is also watched here, because a nonce that comes twice gives the key's protection away: counters
 * only rise, and a key that was used for twice what it should be stops working. Twice, because records may be under way while
 * both sides agree on the next key.
 */
public final class AesRecordCipher implements RecordCipher {
    private static final byte[] NOTHING = new byte[0];

    private final AesGcm cipher;
    private final byte[] nonce = new byte[AesGcm.NONCE_BYTES];
    private long lastSealed = -1;
    private long records;
    private long bytes;

    /** @param key 32 bytes, copied */
    public AesRecordCipher(byte[] key) {
        cipher = new AesGcm(key);
    }

    @Override
    public int seal(long counter, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
        Objects.checkFromIndexSize(inOffset, length, in.length);
        Objects.checkFromIndexSize(outOffset, length + OVERHEAD, out.length);
        if (counter <= lastSealed) {
            throw new IllegalStateException("record counters must rise");
        }
        spend(length);
        lastSealed = counter;
        return cipher.seal(nonce(counter), NOTHING, in, inOffset, length, out, outOffset);
    }

    private void spend(int length) {
        if (++records > 2 * MAX_RECORDS || (bytes += length) > 2 * MAX_BYTES) {
            throw new IllegalStateException("this record key is used up");
        }
    }

    @Override
    public int open(long counter, byte[] in, int inOffset, int length, byte[] out, int outOffset)
            throws MalformedException {
        Objects.checkFromIndexSize(inOffset, length, in.length);
        if (length < OVERHEAD) {
            throw new MalformedException("record is too short");
        }
        Objects.checkFromIndexSize(outOffset, length - OVERHEAD, out.length);
        try {
            return cipher.open(nonce(counter), NOTHING, in, inOffset, length, out, outOffset);
        } catch (GeneralSecurityException e) {
            throw new MalformedException("record does not open at its place");
        }
    }

    private byte[] nonce(long counter) {
        for (int i = 0; i < Long.BYTES; i++) {
            nonce[nonce.length - 1 - i] = (byte) (counter >>> (8 * i));
        }
        return nonce;
    }

    @Override
    public String toString() {
        return "AesRecordCipher[***]";
    }
}
