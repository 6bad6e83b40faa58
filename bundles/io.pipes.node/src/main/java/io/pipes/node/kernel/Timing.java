// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.node.link.LinkTiming;
import io.pipes.node.peering.PeeringTiming;
import java.time.Duration;

/**
 * All waiting times of a kernel.
 *
 * @param joining how long joining may take in all, and again how long the joined node waits for its first link
 * @param listening after how long a listener that was lost is opened again
 * @param answer how long a person's ping waits
 */
public record Timing(
        LinkTiming links,
        PeeringTiming peering,
        Duration joining,
        Duration listening,
        Duration answer,
        BoxTiming boxes) {
    public static final Timing DEFAULT = new Timing(
            LinkTiming.DEFAULT,
            PeeringTiming.DEFAULT,
            Duration.ofSeconds(20),
            Duration.ofMillis(200),
            Duration.ofSeconds(10),
            BoxTiming.DEFAULT);

    public Timing withBoxes(BoxTiming changed) {
        return new Timing(links, peering, joining, listening, answer, changed);
    }
}
