// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby;

import io.pipes.base.Disk;
import io.pipes.base.Secret;
import io.pipes.crypto.Pipes1Suite;
import io.pipes.runtime.SecureRandomness;
import io.pipes.runtime.disk.FileDisk;
import io.pipes.spi.storage.StoreException;
import io.pipes.storage.derby.index.DerbyEngine;
import io.pipes.storage.derby.log.LogOptions;
import io.pipes.testkit.storage.StoreProbe;
import io.pipes.testkit.storage.ThreadLoops;
import java.nio.file.Path;

/** A provider with real threads and the production suite, on a real directory or with a simulated disk beside it. */
final class Bench implements AutoCloseable {
    static final String NAME = "store-1";
    static final Secret KEY = Secret.copyOf(new byte[32]);
    /** So small that a few dozen changes fill a segment. */
    static final LogOptions TINY = new LogOptions(4096, 4096, 0);
    /** With a database from the first moment on. */
    static final StoreOptions DATABASE = new StoreOptions(TINY, -1);

    static {
        // Derby runs as long as the tests do: starting it for each of them takes long.
        DerbyEngine.acquire();
    }

    final ThreadLoops loops = new ThreadLoops();
    private final DerbyPacketStores stores;

    Bench(Path directory, StoreOptions options) {
        this(new FileDisk(directory), directory, options);
    }

    Bench(Disk disk, Path directory, StoreOptions options) {
        stores = stores(disk, directory, options, loops);
    }

    static DerbyPacketStores stores(Disk disk, Path directory, StoreOptions options, ThreadLoops loops) {
        return new DerbyPacketStores(
                disk, directory, new Pipes1Suite(), loops.blocking(), new SecureRandomness(), options);
    }

    DerbyPacketStores stores() {
        return stores;
    }

    StoreProbe open() throws StoreException {
        return StoreProbe.open(stores, NAME, KEY, loops);
    }

    /** Waits until the background has caught up: the index flushed, the log looked through. */
    static void settle(StoreProbe store) throws StoreException {
        StoreProbe.await(((DerbyPacketStore) store.store()).inspected());
    }

    @Override
    public void close() {
        stores.close();
        loops.close();
    }
}
