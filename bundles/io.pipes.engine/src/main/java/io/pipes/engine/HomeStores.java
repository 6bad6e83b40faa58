// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.engine;

import io.pipes.spi.storage.BlobStores;
import io.pipes.spi.storage.PacketStores;
import io.pipes.storage.derby.DerbyPacketStores;
import io.pipes.storage.derby.StoreOptions;
import io.pipes.storage.derby.blob.BlobRoom;
import io.pipes.storage.derby.blob.FileBlobStores;
import java.util.List;
import java.util.concurrent.Executor;

/** Everything below the home: segment logs with Derby indexes, and large contents as files. */
final class HomeStores implements EngineStores {
    private final DerbyPacketStores packets;
    private final FileBlobStores blobs;

    HomeStores(Foundation on) {
        Executor blocking = on.loops().blocking();
        packets = new DerbyPacketStores(on.home(), on.suite(), blocking, on.randomness(), StoreOptions.USUAL);
        blobs = blobs(on, blocking);
    }

    private FileBlobStores blobs(Foundation on, Executor blocking) {
        try {
            return new FileBlobStores(on.home().disk("blobs"), on.suite(), blocking, BlobRoom.USUAL);
        } catch (Throwable failed) {
            packets.close();
            throw failed;
        }
    }

    @Override
    public List<PacketStores> packets() {
        return List.of(packets);
    }

    @Override
    public BlobStores blobs() {
        return blobs;
    }

    @Override
    public void close() {
        blobs.close();
        packets.close();
    }
}
