// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.storage.PacketStores;
import io.pipes.storage.derby.DerbyPacketStores;
import io.pipes.storage.derby.StoreOptions;
import io.pipes.storage.derby.log.LogOptions;
import io.pipes.testkit.network.SimulatedHost;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The production store on the simulated disks of a network, in segments so small that there are many, and with its index in memory. */
final class SegmentLogs implements StoreMaker {
    private static final StoreOptions SMALL = new StoreOptions(new LogOptions(16 << 10, 4 << 10, 0), Long.MAX_VALUE);

    private final Path locks;

    /** @param locks a real folder: the lock that keeps other processes out is the only real file */
    SegmentLogs(Path locks) {
        this.locks = locks;
    }

    @Override
    public PacketStores make(SimulatedHost host, CryptoSuite suite) {
        // A process that was killed lets go of its lock; here the next one takes another one.
        Path own = locks.resolve(host.name() + "-" + host.starts());
        return new DerbyPacketStores(host.disk(), own, suite, host.loops().blocking(), host.randomness(), SMALL);
    }

    /** The files of a node's log, oldest first. */
    static List<String> files(SimulatedNode node) throws IOException {
        String folder = node.id().text() + "/log";
        return node.host().disk().list(folder).stream()
                .sorted()
                .map(file -> folder + "/" + file)
                .toList();
    }
}
