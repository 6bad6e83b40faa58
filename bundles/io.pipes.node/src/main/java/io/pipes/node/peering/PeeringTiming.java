// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.peering;

import java.time.Duration;

/**
 * The waiting times of keeping peers.
 *
 * @param connect how long one address may take to answer
 * @param firstRetry the mean wait before the first retry; it doubles with each failure
 * @param longestRetry the longest mean wait between two tries
 */
public record PeeringTiming(Duration connect, Duration firstRetry, Duration longestRetry) {
    public static final PeeringTiming DEFAULT =
            new PeeringTiming(Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofSeconds(30));
}
