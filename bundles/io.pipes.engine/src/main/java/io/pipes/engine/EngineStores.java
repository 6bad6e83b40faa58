// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.engine;

import io.pipes.spi.storage.BlobStores;
import io.pipes.spi.storage.PacketStores;
import java.util.List;

/** Where an engine keeps what its nodes know. The engine closes it when its nodes have stopped. */
public interface EngineStores extends AutoCloseable {
    /** One of each kind; which of them is used says the home, and one can move from one to another. */
    List<PacketStores> packets();

    BlobStores blobs();

    /** Returns when what was written is safe. */
    @Override
    void close();
}
