// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.transport.tcp;

import io.pipes.base.Clock;
import io.pipes.spi.transport.Address;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of refused connections, at most once a minute however many there are. Belongs to one loop. */
final class RefusalLog {
    private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);
    private static final long QUIET = Duration.ofMinutes(1).toNanos();

    private final Clock clock;
    private long refused;
    private long next;

    RefusalLog(Clock clock) {
        this.clock = clock;
        next = clock.nanos();
    }

    void refused(Address last) {
        refused++;
        if (clock.nanos() - next >= 0) {
            LOG.warn(
                    "{} connections were refused because limits of io.pipes.transport.tcp are reached, the last from {}",
                    refused,
                    last.host());
            refused = 0;
            next = clock.nanos() + QUIET;
        }
    }
}
