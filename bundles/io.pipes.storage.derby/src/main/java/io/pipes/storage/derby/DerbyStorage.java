// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby;

import io.pipes.base.Randomness;
import io.pipes.base.Secret;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.home.Home;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.loop.Loops;
import io.pipes.spi.storage.PacketStore;
import io.pipes.spi.storage.PacketStores;
import io.pipes.storage.derby.log.LogOptions;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** Offers the stores as a service. */
@Component(service = PacketStores.class, configurationPid = "io.pipes.storage.derby", property = "kind=derby")
@Designate(ocd = DerbyStorageConfig.class)
public final class DerbyStorage implements PacketStores {
    private static final int LARGEST = 1 << 30;

    private final DerbyPacketStores stores;

    @Activate
    public DerbyStorage(
            DerbyStorageConfig config,
            @Reference Home home,
            @Reference CryptoSuite suite,
            @Reference Loops loops,
            @Reference Randomness randomness) {
        stores = new DerbyPacketStores(home, suite, loops.blocking(), randomness, options(config));
    }

    static StoreOptions options(DerbyStorageConfig config) {
        LogOptions log = new LogOptions(
                ByteSize.parse("segment.size", config.segment_size(), 64 << 10, LARGEST),
                ByteSize.parse("preallocation", config.preallocation(), 4 << 10, 64 << 20),
                ByteSize.parse("reserve", config.reserve(), 0, LARGEST));
        return new StoreOptions(log, ByteSize.parse("small.log", config.small_log(), 0, 64 << 20));
    }

    @Override
    public String kind() {
        return stores.kind();
    }

    @Override
    public CompletionStage<PacketStore> open(String name, Secret key, Loop loop) {
        return stores.open(name, key, loop);
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
