// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.connect;

import io.pipes.base.Randomness;
import java.security.SecureRandom;

/** The system's chance. */
final class SystemRandomness implements Randomness {
    private final SecureRandom random = new SecureRandom();

    @Override
    public void fill(byte[] target) {
        random.nextBytes(target);
    }

    @Override
    public long nextLong() {
        return random.nextLong();
    }

    @Override
    public int nextInt(int boundExclusive) {
        return random.nextInt(boundExclusive);
    }
}
