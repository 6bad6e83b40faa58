// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.crypto;

import io.pipes.base.MalformedException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Seals or opens the records of one direction of one lane. The counter is the nonce, so the caller must never seal two records
 * with one counter. Belongs to one thread; allocates nothing that grows with the record.
 */
@ConsumerType
public interface RecordCipher {
    /** How many bytes sealing adds. */
    int OVERHEAD = 16;

    /** After how many records or bytes, whichever comes first, the key must be replaced. */
    long MAX_RECORDS = 1L << 20;

    long MAX_BYTES = 64L << 30;

    /**
     * Seals {@code length} bytes; input and output must not overlap.
     *
     * @return how many bytes were written: {@code length + OVERHEAD}
     */
    int seal(long counter, byte[] in, int inOffset, int length, byte[] out, int outOffset);

    /**
     * Opens {@code length} sealed bytes; input and output must not overlap.
     *
     * @return how many bytes were written: {@code length - OVERHEAD}
     */
    int open(long counter, byte[] in, int inOffset, int length, byte[] out, int outOffset) throws MalformedException;
}
