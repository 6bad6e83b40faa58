// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.time;

import io.pipes.base.Randomness;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Chance that one seed decides (SplitMix64), on every Java version the same. Not fit for keys of anything real.
 *
 * <p><b>Threads.</b> May be called from any thread; only callers on one thread get the same numbers again.
 */
public final class SeededRandomness implements Randomness {
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final long seed;
    private final AtomicLong state;

    public SeededRandomness(long seed) {
        this.seed = seed;
        state = new AtomicLong(seed);
    }

    /**
     * Chance of its own for somebody with a name. It depends on the seed and the name only, so that another user more or one number
     * more drawn elsewhere changes nothing here.
     */
    public SeededRandomness split(String name) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * FNV_PRIME;
        }
        return new SeededRandomness(mix(mix(seed + GOLDEN_GAMMA) ^ hash));
    }

    @Override
    public void fill(byte[] target) {
        for (int i = 0; i < target.length; ) {
            long bits = nextLong();
            for (int end = Math.min(target.length, i + Long.BYTES); i < end; i++) {
                target[i] = (byte) bits;
                bits >>>= Byte.SIZE;
            }
        }
    }

    @Override
    public long nextLong() {
        return mix(state.addAndGet(GOLDEN_GAMMA));
    }

    @Override
    public int nextInt(int boundExclusive) {
        if (boundExclusive <= 0) {
            throw new IllegalArgumentException("The bound must be positive");
        }
        int bits = (int) (nextLong() >>> 33);
        int value = bits % boundExclusive;
        while (bits - value + (boundExclusive - 1) < 0) {
            bits = (int) (nextLong() >>> 33);
            value = bits % boundExclusive;
        }
        return value;
    }

    /** A number from 0 up to and without 1. */
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    /** True with this probability. No number is drawn for 0 and for 1. */
    public boolean chance(double probability) {
        return probability > 0 && (probability >= 1 || nextDouble() < probability);
    }

    /** Spreads every bit of the input over all bits of the result. */
    static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    @Override
    public String toString() {
        return "SeededRandomness[" + seed + "]";
    }
}
