// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.time;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Rare but lawful behaviour, made common: short reads, late timers, smallest buffers. The seed picks for each run which points
 * misbehave at all, so that runs differ from each other; those that do, do it often.
 */
public final class Buggify {
    /** Everything behaves as one hopes. */
    public static final Buggify OFF = new Buggify(new SeededRandomness(0), 0, 0);

    private final SeededRandomness randomness;
    private final double share;
    private final double frequency;
    private final Map<String, Optional<SeededRandomness>> points = new HashMap<>();

    /** A quarter of all points misbehaves, each a quarter of the time. */
    public Buggify(SeededRandomness randomness) {
        this(randomness, 0.25, 0.25);
    }

    /**
     * @param share of the points that misbehave in this run, 0 to 1
     * @param frequency how often one of them does, 0 to 1
     */
    public Buggify(SeededRandomness randomness, double share, double frequency) {
        this.randomness = randomness;
        this.share = share;
        this.frequency = frequency;
    }

    /** Whether the point of this name should misbehave now. */
    public boolean at(String point) {
        if (share == 0) {
            return false;
        }
        Optional<SeededRandomness> chance = points.computeIfAbsent(point, this::pick);
        return chance.isPresent() && chance.get().chance(frequency);
    }

    /** Whether the point of this name misbehaves in this run at all, for what must be the same all the time. */
    public boolean picks(String point) {
        return share > 0 && points.computeIfAbsent(point, this::pick).isPresent();
    }

    /** How much, from 0 up to and without the bound. */
    public long upTo(long bound) {
        return (long) (randomness.nextDouble() * bound);
    }

    private Optional<SeededRandomness> pick(String point) {
        SeededRandomness chance = randomness.split(point);
        return chance.chance(share) ? Optional.of(chance) : Optional.empty();
    }
}
