// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.blob;

import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.home.Home;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.loop.Loops;
import io.pipes.spi.storage.BlobStore;
import io.pipes.spi.storage.BlobStores;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Offers the blobs in a home as a service. */
@Component(service = BlobStores.class, property = "kind=files")
public final class FileBlobStorage implements BlobStores {
    /** Twice what the packet store leaves: content that can be fetched later must not take the room of messages. */
    private static final long RESERVE_BYTES = 32 << 20;

    private final FileBlobStores stores;

    @Activate
    public FileBlobStorage(@Reference Home home, @Reference CryptoSuite suite, @Reference Loops loops) {
        stores = new FileBlobStores(home.disk("blobs"), suite, loops.blocking(), RESERVE_BYTES);
    }

    @Override
    public String kind() {
        return stores.kind();
    }

    @Override
    public CompletionStage<BlobStore> open(String name, Loop loop) {
        return stores.open(name, loop);
    }

    @Override
    public CompletionStage<Void> destroy(String name) {
        return stores.destroy(name);
    }

    @Deactivate
    void stop() {
        stores.close();
    }
}
