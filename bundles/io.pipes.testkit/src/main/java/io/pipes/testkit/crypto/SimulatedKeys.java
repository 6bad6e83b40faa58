// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.crypto;

import io.pipes.base.Bytes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Which secret belongs to which public key. What mathematics does for real keys, this list does for simulated ones. */
final class SimulatedKeys {
    static final int BYTES = 32;

    private final Map<Bytes, byte[]> secrets = new ConcurrentHashMap<>();

    /** The public key of a secret, known from now on. */
    Bytes publicOf(byte[] secret) {
        Bytes key = Bytes.wrap(new KeyedHash(1, 1).add(secret).bytes());
        secrets.putIfAbsent(key, secret.clone());
        return key;
    }

    byte @Nullable [] secretOf(Bytes publicKey) {
        return secrets.get(publicKey);
    }

    /** What the owners of two key pairs have in common and nobody else; with a key nobody owns, something nobody else gets. */
    byte[] agree(byte[] own, Bytes other) {
        byte[] theirs = secretOf(other);
        if (theirs == null) {
            return new KeyedHash(2, 2).add(own).add(other.toArray()).bytes();
        }
        byte[] mine = new KeyedHash(3, 3).add(own).bytes();
        byte[] sum = new KeyedHash(3, 3).add(theirs).bytes();
        for (int i = 0; i < sum.length; i++) {
            sum[i] = (byte) (sum[i] + mine[i]);
        }
        return new KeyedHash(4, 4).add(sum).bytes();
    }
}
