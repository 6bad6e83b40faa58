// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.node;

import java.time.Duration;

/**
 * What is known of a link at the moment.
 *
 * @param direct whether it is over a transport and not through others
 * @param roundTrip smoothed; zero until it was measured
 * @param lastHeard when something last came over it, by the node's clock in nanoseconds
 */
public record LinkState(boolean direct, Duration roundTrip, long lastHeard) {
    /** A link that lives is hardly ever silent for longer: after so long without a byte either side asks, and the other answers. */
    public static final Duration REST = Duration.ofSeconds(5);
}
