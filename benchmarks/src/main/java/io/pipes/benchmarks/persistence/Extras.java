// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.persistence;

import io.pipes.benchmarks.process.Series;

/** What is measured of Pipes alone, with the exchange by which peers find out what differs. */
final class Extras {
    private final int idleSeconds;
    private final Series messages = new Series();
    private final Series bytes = new Series();
    private final Series withoutPackets = new Series();
    private final Series roundTrips = new Series();
    private final Series idleBytes = new Series();
    private final Series idleWire = new Series();

    /** @param idleSeconds how long two equal nodes are watched, once; 0 for not at all */
    Extras(int idleSeconds) {
        this.idleSeconds = idleSeconds;
    }

    int idleSeconds() {
        return idleSeconds;
    }

    /** @param told messages, all bytes, those of messages that carry packets, round trips */
    void compared(String[] told) {
        messages.add(Long.parseLong(told[0]));
        bytes.add(Long.parseLong(told[1]));
        withoutPackets.add(Long.parseLong(told[1]) - Long.parseLong(told[2]));
        roundTrips.add(Long.parseLong(told[3]));
    }

    /** @param told bytes of the exchange, bytes on the wire */
    void rested(String[] told) {
        idleBytes.add(Long.parseLong(told[0]) * 60.0 / idleSeconds);
        idleWire.add(Long.parseLong(told[1]) * 60.0 / idleSeconds);
    }

    void print(int packets) {
        if (!roundTrips.isEmpty()) {
            System.out.printf(
                    "%,d packets, 10 of one author differ (sync.1); asked: at most 4 round trips, 20 KB%n", packets);
            System.out.printf(
                    "  Pipes: %.0f round trips, %.0f messages, %,.0f bytes, %,.0f of them not for the packets themselves%n",
                    roundTrips.most(), messages.most(), bytes.most(), withoutPackets.most());
        }
        if (!idleBytes.isEmpty()) {
            System.out.printf(
                    "two equal nodes with one pipeline at rest, a minute; asked: below 200 bytes (sync.1)%n"
                            + "  Pipes: %,.0f bytes of sync.1; %,.0f bytes on the wire, which is what keeps the link alive%n",
                    idleBytes.most(), idleWire.most());
        }
    }
}
