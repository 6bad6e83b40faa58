// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.crypto;

import io.pipes.base.MalformedException;
import io.pipes.base.Secret;
import io.pipes.spi.crypto.RecordCipher;

/** Refuses what a real record cipher refuses: counters that do not rise, and what was sealed elsewhere. */
final class SimulatedRecordCipher implements RecordCipher {
    private final Sealing sealing;
    private long lastSealed = -1;

    SimulatedRecordCipher(Secret key) {
        sealing = Sealing.under(key.bytes());
    }

    @Override
    public int seal(long counter, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
        if (counter <= lastSealed) {
            throw new IllegalStateException("record counters must rise");
        }
        lastSealed = counter;
        return sealing.seal(counter, in, inOffset, length, out, outOffset);
    }

    @Override
    public int open(long counter, byte[] in, int inOffset, int length, byte[] out, int outOffset)
            throws MalformedException {
        return sealing.open(counter, in, inOffset, length, out, outOffset);
    }

    @Override
    public String toString() {
        return "SimulatedRecordCipher[***]";
    }
}
