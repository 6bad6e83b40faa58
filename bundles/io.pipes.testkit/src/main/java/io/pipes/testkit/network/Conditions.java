// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.network;

import java.time.Duration;

/**
 * What happens to segments on the way from one host to another. Connections hide most of it, as TCP does: a lost segment arrives later,
 * a doubled one once, one that was overtaken makes the others wait. What cannot be hidden for a minute ends the connection.
 *
 * @param latency one way
 * @param loss probability that a segment is lost, each time it is sent; it is sent again after 200 ms, 400 ms, ...
 * @param duplication probability that a segment arrives twice
 * @param reordering probability that a segment is held up for up to three more latencies
 * @param bytesPerSecond of one direction between two hosts; 0 for no limit
 * @param lifetime after which connections are reset on average, at random; zero for never
 */
public record Conditions(
        Latency latency, double loss, double duplication, double reordering, long bytesPerSecond, Duration lifetime) {
    /** A local network without faults: 0.2 to 1 ms. */
    public static final Conditions CALM =
            new Conditions(Latency.between(Duration.ofNanos(200_000), Duration.ofMillis(1)), 0, 0, 0, 0, Duration.ZERO);

    /** An internet on a bad day: 20 ms and more, 10 % loss, 5 % duplicates, 20 % reordering. */
    public static final Conditions ROUGH = new Conditions(
            Latency.longTail(Duration.ofMillis(20), Duration.ofMillis(10)), 0.1, 0.05, 0.2, 0, Duration.ZERO);

    public Conditions {
        if (loss < 0 || loss > 1 || duplication < 0 || duplication > 1 || reordering < 0 || reordering > 1) {
            throw new IllegalArgumentException("A probability is a number from 0 to 1");
        }
        if (bytesPerSecond < 0 || lifetime.isNegative()) {
            throw new IllegalArgumentException("Bandwidth and lifetime are not negative");
        }
    }

    public Conditions latency(Latency other) {
        return new Conditions(other, loss, duplication, reordering, bytesPerSecond, lifetime);
    }

    public Conditions loss(double other) {
        return new Conditions(latency, other, duplication, reordering, bytesPerSecond, lifetime);
    }

    public Conditions duplication(double other) {
        return new Conditions(latency, loss, other, reordering, bytesPerSecond, lifetime);
    }

    public Conditions reordering(double other) {
        return new Conditions(latency, loss, duplication, other, bytesPerSecond, lifetime);
    }

    public Conditions bytesPerSecond(long other) {
        return new Conditions(latency, loss, duplication, reordering, other, lifetime);
    }

    public Conditions lifetime(Duration other) {
        return new Conditions(latency, loss, duplication, reordering, bytesPerSecond, other);
    }
}
