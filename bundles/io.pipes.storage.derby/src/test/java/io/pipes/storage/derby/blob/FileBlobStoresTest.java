// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.blob;

import io.pipes.base.Bytes;
import io.pipes.spi.loop.Loops;
import io.pipes.spi.storage.BlobManifest;
import io.pipes.spi.storage.BlobStores;
import io.pipes.testkit.storage.BlobStoreContractTest;
import io.pipes.testkit.storage.SimulatedDisk;
import java.nio.file.Path;

class FileBlobStoresTest extends BlobStoreContractTest {
    private final SimulatedDisk disk = new SimulatedDisk(1);

    @Override
    protected BlobStores start(Path place, Loops threads) {
        return new FileBlobStores(disk, SUITE, threads.blocking(), BlobRoom.ALL);
    }

    @Override
    protected void stop(BlobStores running) {
        ((FileBlobStores) running).close();
    }

    @Override
    protected void damage(String store, Bytes address, int index) {
        long bit = ((long) index * BlobManifest.CHUNK_BYTES + 7) * Byte.SIZE;
        disk.flipBit(store + "/" + address.hex() + ".blob", bit);
    }

    @Override
    protected void full(boolean full) {
        disk.capacity(full ? 0 : Long.MAX_VALUE);
    }
}
