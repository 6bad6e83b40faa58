// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.storage.PacketStores;
import io.pipes.testkit.network.SimulatedHost;

/** Makes what the nodes of a machine are stored in, once for each process. */
@FunctionalInterface
public interface StoreMaker {
    /**
     * Stores that work on the loops of this machine, in virtual time, and find there what those of the process before made durable. They
     * are not told when the process ends; the machine's disk and loop fail them.
     */
    PacketStores make(SimulatedHost host, CryptoSuite suite);
}
