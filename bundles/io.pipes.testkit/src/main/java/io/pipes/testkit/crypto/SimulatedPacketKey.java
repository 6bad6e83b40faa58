// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.crypto;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.Secret;
import io.pipes.spi.crypto.PacketKey;

/** Seals once under a key that follows from epoch, author and salt. */
final class SimulatedPacketKey implements PacketKey {
    private final byte[] key;
    private boolean used;

    SimulatedPacketKey(Secret epoch, Bytes author, Bytes salt) {
        key = new KeyedHash(9, 9)
                .add(epoch.bytes())
                .add(author.toArray())
                .add(salt.toArray())
                .bytes();
    }

    @Override
    public Bytes commitment() {
        return Bytes.wrap(new KeyedHash(10, 10).add(key).bytes());
    }

    @Override
    public Bytes seal(Bytes header, Bytes content) {
        if (used) {
            throw new IllegalStateException("a packet key seals once");
        }
        used = true;
        return Sealing.under(key, header.toArray()).seal(content);
    }

    @Override
    public Bytes open(Bytes header, Bytes ciphertext) throws MalformedException {
        return Sealing.under(key, header.toArray()).open(ciphertext);
    }

    @Override
    public String toString() {
        return "SimulatedPacketKey[***]";
    }
}
