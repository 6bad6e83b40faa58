// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.storage;

import io.pipes.base.Bytes;
import io.pipes.spi.loop.Loops;
import io.pipes.spi.storage.BlobStores;
import io.pipes.spi.storage.StoreException;
import java.nio.file.Path;
import java.time.Duration;

class MemoryBlobStoresTest extends BlobStoreContractTest {
    private final BlobShelf shelf = new BlobShelf();
    private MemoryBlobStores running;

    @Override
    protected BlobStores start(Path place, Loops threads) {
        running = new MemoryBlobStores(shelf, SUITE, Duration.ofNanos(1_000));
        return running;
    }

    @Override
    protected void stop(BlobStores before) {
        ((MemoryBlobStores) before).stop();
    }

    @Override
    protected void damage(String store, Bytes address, int index) {
        shelf.damage(index);
    }

    @Override
    protected void full(boolean full) {
        running.fail(full ? StoreException.Reason.FULL : null);
    }
}
