// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.circuit;

import io.pipes.spi.node.Protocol;
import io.pipes.spi.node.TrafficClass;

/** The classes of circuits: each has a protocol of its own, so that bulk never stands before what is urgent. */
enum CircuitKind {
    INTERACTIVE("circuit.1", TrafficClass.INTERACTIVE, 1 << 20, 256 << 10),
    BULK("circuit.bulk.1", TrafficClass.BULK, 4 << 20, 1 << 20);

    private final Protocol protocol;
    private final int window;

    CircuitKind(String name, TrafficClass traffic, int linkWindow, int window) {
        protocol = new Protocol(name, traffic, linkWindow, Protocol.Reach.PEERS);
        this.window = window;
    }

    static CircuitKind of(TrafficClass traffic) {
        return traffic == TrafficClass.BULK ? BULK : INTERACTIVE;
    }

    Protocol protocol() {
        return protocol;
    }

    /** How much of one circuit may be on its way over one link and wait behind it, in each direction, in bytes. */
    int window() {
        return window;
    }
}
