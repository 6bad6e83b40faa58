// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.store;

import io.pipes.base.Secret;
import io.pipes.benchmarks.process.Folders;
import io.pipes.crypto.Pipes1Suite;
import io.pipes.runtime.NettyLoops;
import io.pipes.runtime.SecureRandomness;
import io.pipes.runtime.disk.FileDisk;
import io.pipes.spi.storage.PacketStore;
import io.pipes.storage.derby.DerbyPacketStores;
import io.pipes.storage.derby.StoreOptions;
import io.pipes.storage.derby.log.LogOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A store below the folder where the benchmark runs, deleted afterwards. */
@State(Scope.Benchmark)
public class OpenStore {
    private static final int KEY_BYTES = 32;

    /** Where the index is; small stores keep it in memory. */
    @Param({"memory", "derby"})
    String index = "memory";

    private @Nullable Path folder;
    private @Nullable NettyLoops loops;
    private @Nullable DerbyPacketStores stores;
    private @Nullable PacketStore store;

    PacketStore store() {
        PacketStore open = store;
        if (open == null) {
            throw new IllegalStateException("The store is not open");
        }
        return open;
    }

    @Setup
    public void open() throws IOException {
        Path made = Files.createTempDirectory(Path.of(""), "store-benchmark-").toAbsolutePath();
        folder = made;
        NettyLoops threads = NettyLoops.start();
        loops = threads;
        SecureRandomness randomness = new SecureRandomness();
        StoreOptions options = new StoreOptions(LogOptions.USUAL, index.equals("memory") ? Long.MAX_VALUE : 0);
        DerbyPacketStores opened = new DerbyPacketStores(
                new FileDisk(made), made, new Pipes1Suite(), threads.blocking(), randomness, options);
        stores = opened;
        store = opened.open("benchmark", Secret.random(randomness, KEY_BYTES), threads.next())
                .toCompletableFuture()
                .join();
    }

    @TearDown
    public void delete() throws IOException {
        if (stores != null && loops != null && folder != null) {
            stores.close();
            loops.close();
            Folders.delete(folder);
        }
    }
}
