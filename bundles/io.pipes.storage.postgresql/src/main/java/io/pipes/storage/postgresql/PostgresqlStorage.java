// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.postgresql;

import io.pipes.base.Randomness;
import io.pipes.base.Secret;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.loop.Loops;
import io.pipes.spi.storage.PacketStore;
import io.pipes.spi.storage.PacketStores;
import java.sql.SQLException;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** Offers the stores as a service. */
@Component(
        service = PacketStores.class,
        configurationPid = "io.pipes.storage.postgresql",
        property = "kind=" + PostgresqlPacketStores.KIND)
@Designate(ocd = PostgresqlStorageConfig.class)
public final class PostgresqlStorage implements PacketStores {
    private static final int LARGEST_POOL = 64;

    private final PostgresqlPacketStores stores;

    @Activate
    public PostgresqlStorage(
            PostgresqlStorageConfig config,
            @Reference CryptoSuite suite,
            @Reference Loops loops,
            @Reference Randomness randomness) {
        stores = new PostgresqlPacketStores(Server.of(config), poolSize(config), suite, randomness, loops.next());
    }

    private static int poolSize(PostgresqlStorageConfig config) {
        int size = config.pool_size();
        if (size < 1 || size > LARGEST_POOL) {
            throw new IllegalArgumentException("pool.size is from 1 to " + LARGEST_POOL + ", not " + size);
        }
        return size;
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
    void stop() throws SQLException {
        stores.close();
        Connector.forget();
    }
}
