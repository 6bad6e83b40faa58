// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby;

import io.pipes.runtime.disk.FileDisk;
import io.pipes.spi.loop.Loops;
import io.pipes.spi.storage.PacketStores;
import io.pipes.testkit.storage.PacketStoreContractTest;
import io.pipes.testkit.storage.ThreadLoops;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;

/** The same with a database from the first moment on, and segments of a few changes. */
@Tag("long")
class DerbyPacketStoreWithDatabaseTest extends PacketStoreContractTest {
    @Override
    protected PacketStores start(Path place, Loops threads) {
        return Bench.stores(new FileDisk(place), place, Bench.DATABASE, (ThreadLoops) threads);
    }

    @Override
    protected void stop(PacketStores running) {
        ((DerbyPacketStores) running).close();
    }
}
