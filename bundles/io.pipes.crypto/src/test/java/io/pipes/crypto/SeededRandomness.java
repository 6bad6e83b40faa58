// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto;

import io.pipes.base.Randomness;
import java.util.SplittableRandom;

/** The same bytes in every run. */
public final class SeededRandomness implements Randomness {
    private final SplittableRandom random;

    public SeededRandomness(long seed) {
        random = new SplittableRandom(seed);
    }

    @Override
    public synchronized void fill(byte[] target) {
        random.nextBytes(target);
    }

    @Override
    public synchronized long nextLong() {
        return random.nextLong();
    }

    @Override
    public synchronized int nextInt(int boundExclusive) {
        return random.nextInt(boundExclusive);
    }
}
