// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.topology;

import java.time.Duration;

/**
 * Round trips in sixteen classes, each twice as long as the one before: class 0 is up to 250 microseconds, class 15 is everything above
 * four seconds. Coarse on purpose: what does not change need not be told.
 */
final class Delay {
    static final int CLASSES = 16;

    /** Of a link whose round trip was not measured yet: 1 to 2 ms. */
    static final int UNKNOWN = 3;

    private static final long FIRST_MICROS = 250;

    /**
     * So many times must a measurement be beyond the limit of a class before it is given up: round trips jitter by half of their length
     * where nothing has changed, and a network at rest has nothing to tell.
     */
    private static final double HYSTERESIS = 2;

    private Delay() {}

    static int of(Duration roundTrip) {
        long micros = roundTrip.toNanos() / 1_000;
        int found = 0;
        while (found < CLASSES - 1 && micros > most(found)) {
            found++;
        }
        return found;
    }

    /** The class of a link that had this class before: another one only if the measurement is clearly outside. */
    static int of(Duration roundTrip, int before) {
        double micros = roundTrip.toNanos() / 1_000.0;
        boolean above = before < CLASSES - 1 && micros > most(before) * HYSTERESIS;
        boolean below = before > 0 && micros < most(before - 1) / HYSTERESIS;
        return above || below ? of(roundTrip) : before;
    }

    /** What a class stands for: the middle of its range, in units of a sixteenth of a millisecond. */
    static int units(int delayClass) {
        return 3 << delayClass;
    }

    static Duration duration(int units) {
        return Duration.ofNanos(62_500L * units);
    }

    private static long most(int delayClass) {
        return FIRST_MICROS << delayClass;
    }
}
