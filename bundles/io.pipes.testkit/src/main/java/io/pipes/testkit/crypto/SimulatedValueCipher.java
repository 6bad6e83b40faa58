// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.crypto;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.Randomness;
import io.pipes.base.Secret;
import io.pipes.spi.crypto.ValueCipher;

/** Seals values to their place, each under a nonce of its own. */
final class SimulatedValueCipher implements ValueCipher {
    private static final int NONCE = 16;

    private final byte[] key;
    private final Randomness randomness;

    SimulatedValueCipher(Secret key, Randomness randomness) {
        this.key = key.bytes();
        this.randomness = randomness;
    }

    @Override
    public Bytes seal(Bytes place, Bytes value) {
        byte[] nonce = randomness.bytes(NONCE);
        byte[] sealed = new byte[NONCE + value.size() + Sealing.TAG];
        System.arraycopy(nonce, 0, sealed, 0, NONCE);
        sealing(nonce, place).seal(value).copyTo(sealed, NONCE);
        return Bytes.wrap(sealed);
    }

    @Override
    public Bytes open(Bytes place, Bytes sealed) throws MalformedException {
        if (sealed.size() < NONCE + Sealing.TAG) {
            throw new MalformedException("not a sealed value");
        }
        byte[] nonce = sealed.slice(0, NONCE).toArray();
        return sealing(nonce, place).open(sealed.slice(NONCE, sealed.size()));
    }

    private Sealing sealing(byte[] nonce, Bytes place) {
        return Sealing.under(key, nonce, place.toArray());
    }

    @Override
    public String toString() {
        return "SimulatedValueCipher[***]";
    }
}
