// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import io.pipes.spi.node.LinkState;
import java.time.Duration;

/**
 * The waiting times of links.
 *
 * @param handshake from the first byte to proof
 * @param inStep how long the other side may take to supply the membership operations that one side lacks
 * @param idle after how long without a byte received a PING is sent
 * @param dead after how long without a byte received a link has ended
 * @param suspect after how long without a byte received, though one should have come, a connection counts as interrupted
 * @param measure how old a measured round trip may become while the link is busy
 * @param acknowledge how long records may stay unacknowledged
 * @param rekey how long a key may be used
 * @param resume how long a session goes on without a connection
 * @param absent how long messages wait for a handler that is being replaced
 */
public record LinkTiming(
        Duration handshake,
        Duration inStep,
        Duration idle,
        Duration dead,
        Duration suspect,
        Duration measure,
        Duration acknowledge,
        Duration rekey,
        Duration resume,
        Duration absent) {
    public static final LinkTiming DEFAULT = new LinkTiming(
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            LinkState.REST,
            Duration.ofSeconds(15),
            Duration.ofMillis(400),
            Duration.ofSeconds(15),
            Duration.ofMillis(5),
            Duration.ofHours(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(60));
}
