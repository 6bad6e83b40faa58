// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.runtime.netty;

import io.pipes.base.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of refused connections, at most once a minute however many there are. Belongs to one loop. */
public final class RefusalLog {
    private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);
    private static final long QUIET = Duration.ofMinutes(1).toNanos();

    private final Clock clock;
    private final String limits;
    private long refused;
    private long next;

    /** @param limits whose limits were reached, as the symbolic name of a bundle */
    public RefusalLog(Clock clock, String limits) {
        this.clock = clock;
        this.limits = limits;
        next = clock.nanos();
    }

    /** @param last where the latest one came from */
    public void refused(String last) {
        refused++;
        if (clock.nanos() - next >= 0) {
            LOG.warn(
                    "{} connections were refused because limits of {} are reached, the last from {}",
                    refused,
                    limits,
                    last);
            refused = 0;
            next = clock.nanos() + QUIET;
        }
    }
}
