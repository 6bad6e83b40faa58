// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.blob;

import io.pipes.base.Clamp;
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
import org.osgi.service.metatype.annotations.Designate;

/** Offers the blobs in a home as a service. */
@Component(service = BlobStores.class, configurationPid = "io.pipes.storage.blobs", property = "kind=files")
@Designate(ocd = BlobConfig.class)
public final class FileBlobStorage implements BlobStores {
    private final FileBlobStores stores;

    @Activate
    public FileBlobStorage(
            BlobConfig config, @Reference Home home, @Reference CryptoSuite suite, @Reference Loops loops) {
        stores = new FileBlobStores(home.disk("blobs"), suite, loops.blocking(), room(config));
    }

    /**
     * What is out of bounds is brought into them. The least reserve is twice what the packet store leaves: content that can be fetched
     * later must not take the room of messages.
     */
    static BlobRoom room(BlobConfig config) {
        return new BlobRoom(
                Clamp.between(config.limit(), 0L, 16_777_216L) << 20,
                Clamp.between(config.reserve(), 32L, 1_048_576L) << 20);
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
    public CompletionStage<BlobStore> openToRestore(String name, Loop loop) {
        return stores.openToRestore(name, loop);
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
