// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.peering;

import java.time.Duration;

/**
 * The waiting times of keeping peers.
 *
 * @param connect how long one address may take to answer
 * @param firstRetry the mean wait before the first retry; it doubles with each failure
 * @param eagerRetry the longest mean wait while a peer has been away for less than {@code eager}, so that one that was only started
 *     again is found soon
 * @param eager how long to stay eager
 * @param longestRetry the longest mean wait between two tries
 */
public record PeeringTiming(
        Duration connect, Duration firstRetry, Duration eagerRetry, Duration eager, Duration longestRetry) {
    public static final PeeringTiming DEFAULT = new PeeringTiming(
            Duration.ofSeconds(5),
            Duration.ofMillis(100),
            Duration.ofSeconds(2),
            Duration.ofMinutes(3),
            Duration.ofSeconds(30));
}
