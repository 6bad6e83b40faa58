// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.storage;

import io.pipes.spi.loop.Loops;
import io.pipes.spi.storage.PacketStores;
import java.nio.file.Path;
import java.time.Duration;

class MemoryPacketStoresTest extends PacketStoreContractTest {
    private final StoreShelf shelf = new StoreShelf();

    @Override
    protected PacketStores start(Path place, Loops threads) {
        return new MemoryPacketStores(shelf, Duration.ofNanos(1_000));
    }

    @Override
    protected void stop(PacketStores running) {
        ((MemoryPacketStores) running).stop();
    }
}
