// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.base.Clamp;
import java.time.Duration;

/**
 * When box keys are replaced and destroyed.
 *
 * @param look how often a node looks whether it is time
 * @param rotate for how long others have had a key before the next one is made
 * @param keep for how long others have had a newer key before an older one goes; letters wait for no longer, unless their senders say so
 */
public record BoxTiming(Duration look, Duration rotate, Duration keep) {
    public static final BoxTiming DEFAULT = new BoxTiming(Duration.ofHours(1), Duration.ofDays(7), Duration.ofDays(30));

    /** What is out of bounds is brought into them. */
    static BoxTiming of(NodeConfig config) {
        return new BoxTiming(
                DEFAULT.look(),
                Duration.ofDays(Clamp.between(config.key_days(), 1, 365)),
                Duration.ofDays(Clamp.between(config.key_keep_days(), 1, 365)));
    }

    /** The longest time that counts between two looks: a clock that is set on by years destroys nothing. */
    Duration most() {
        return look.multipliedBy(24);
    }

    /** A node that is started for less than an hour each day looks all the same. */
    Duration first() {
        return look.dividedBy(60);
    }
}
