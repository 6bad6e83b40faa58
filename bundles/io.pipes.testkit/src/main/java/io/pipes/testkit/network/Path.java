// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.network;

import io.pipes.testkit.time.SeededRandomness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;

/** The way from one host to another, in one direction, and all flows that depend on it. */
final class Path {
    static final long NEVER = Long.MAX_VALUE;

    /** How long a sender tries to get something through before it ends the connection. */
    static final long GIVE_UP = Duration.ofSeconds(60).toNanos();

    private static final long FIRST_RETRANSMISSION = Duration.ofMillis(200).toNanos();
    private static final int HELD_UP_LATENCIES = 3;

    private final SeededRandomness randomness;
    private final Counters counters;
    private final Set<Flow> flows = new LinkedHashSet<>();
    private Conditions conditions;
    private boolean cut;
    private long freeAt;

    Path(SeededRandomness randomness, Counters counters, Conditions conditions) {
        this.randomness = randomness;
        this.counters = counters;
        this.conditions = conditions;
    }

    void conditions(Conditions newConditions) {
        conditions = newConditions;
    }

    Conditions conditions() {
        return conditions;
    }

    void add(Flow flow) {
        flows.add(flow);
    }

    void remove(Flow flow) {
        flows.remove(flow);
    }

    boolean isCut() {
        return cut;
    }

    void cut(boolean now) {
        if (cut != now) {
            cut = now;
            new ArrayList<>(flows).forEach(Flow::pathChanged);
        }
    }

    long latency() {
        return Math.max(1, conditions.latency().nanos(randomness));
    }

    /** Whether a single small segment is lost. */
    boolean loses() {
        boolean lost = randomness.chance(conditions.loss());
        counters.lost += lost ? 1 : 0;
        return lost;
    }

    /** When a segment sent now arrives after all its retransmissions, or {@link #NEVER}. */
    long arrival(long now, int bytes) {
        long departure = departure(now, bytes);
        long wait = 0;
        for (long pause = FIRST_RETRANSMISSION; loses(); pause *= 2) {
            wait += pause;
            if (wait > GIVE_UP) {
                return NEVER;
            }
        }
        return departure + wait + latency() + heldUp();
    }

    /** When a segment arrives that was lost in a cut and is sent again after it was healed. */
    long arrivalAgain(long now, int bytes) {
        return arrival(now + (long) (randomness.nextDouble() * FIRST_RETRANSMISSION), bytes);
    }

    /** How long a connection lives here, or {@link #NEVER}. */
    long lifetime() {
        double mean = conditions.lifetime().toNanos();
        return mean == 0 ? NEVER : (long) (-StrictMath.log(1 - randomness.nextDouble()) * mean) + 1;
    }

    private long departure(long now, int bytes) {
        int copies = randomness.chance(conditions.duplication()) ? 2 : 1;
        counters.duplicated += copies - 1;
        if (conditions.bytesPerSecond() == 0) {
            return now;
        }
        freeAt = Math.max(freeAt, now) + (long) (1e9 * bytes * copies / conditions.bytesPerSecond());
        return freeAt;
    }

    private long heldUp() {
        if (!randomness.chance(conditions.reordering())) {
            return 0;
        }
        counters.reordered++;
        return (long) (randomness.nextDouble() * HELD_UP_LATENCIES * latency());
    }
}
