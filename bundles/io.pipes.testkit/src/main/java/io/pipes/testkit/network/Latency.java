// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.network;

import io.pipes.testkit.time.SeededRandomness;
import java.time.Duration;

/** How long a segment takes from one host to another. */
@FunctionalInterface
public interface Latency {
    /** One way, in nanoseconds, more than 0; drawn anew for each segment. */
    long nanos(SeededRandomness randomness);

    static Latency fixed(Duration oneWay) {
        long nanos = oneWay.toNanos();
        return randomness -> nanos;
    }

    /** Anything between the two, each as likely. */
    static Latency between(Duration least, Duration most) {
        long nanos = least.toNanos();
        double spread = most.toNanos() - nanos;
        return randomness -> nanos + (long) (randomness.nextDouble() * spread);
    }

    /** At least so long, with an exponential tail of this mean on top, as queues on the way make it. */
    static Latency longTail(Duration least, Duration meanTail) {
        long nanos = least.toNanos();
        double mean = meanTail.toNanos();
        return randomness -> nanos + (long) (-StrictMath.log(1 - randomness.nextDouble()) * mean);
    }
}
