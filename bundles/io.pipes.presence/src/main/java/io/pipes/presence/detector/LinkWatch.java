// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.presence.detector;

import io.pipes.spi.node.LinkState;

/**
 * One link under watch. Nothing is sent for this: while applications are quiet, the link itself asks every {@link LinkState#REST} and is
 * answered, and those answers are the heartbeats. What comes faster tells nothing of how long a silence may last, so of a busy link one
 * arrival in each such time counts: otherwise a pause in a stream of messages would look like death.
 */
public final class LinkWatch {
    /** From here on a member is taken to be gone, more or less. */
    public static final double SUSPECT = 8;

    private final PhiDetector detector = new PhiDetector(LinkState.REST);
    private long counted;
    private long heard;

    /** @param heard when something came last, by the clock in nanoseconds; so are all times here */
    public LinkWatch(long heard) {
        this.heard = heard;
        counted = heard;
    }

    /** Looks at the link. */
    public void observe(long lastHeard) {
        if (lastHeard - heard > 0) {
            heard = lastHeard;
        }
        if (heard - counted >= LinkState.REST.toNanos()) {
            detector.heardAfter(heard - counted);
            counted = heard;
        }
    }

    /** This process itself did not run until now; nobody else can be blamed for that silence. */
    public void stoodStill(long now) {
        heard = now;
        counted = now;
    }

    /** How unlikely it is that the silence until now ends by itself. */
    public double suspicion(long now) {
        return detector.phi(Math.max(0, now - heard));
    }
}
