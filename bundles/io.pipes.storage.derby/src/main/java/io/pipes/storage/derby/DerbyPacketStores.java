// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby;

import io.pipes.base.Bytes;
import io.pipes.base.Disk;
import io.pipes.base.Label;
import io.pipes.base.Randomness;
import io.pipes.base.Secret;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.home.Home;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.storage.PacketStore;
import io.pipes.spi.storage.PacketStores;
import io.pipes.spi.storage.StoreException;
import io.pipes.spi.storage.blocking.Answers;
import io.pipes.spi.storage.blocking.BlockingPacketStore;
import io.pipes.spi.storage.blocking.Digests;
import io.pipes.spi.storage.blocking.OpenStores;
import io.pipes.spi.storage.blocking.Questions;
import io.pipes.spi.storage.blocking.StoreLimits;
import io.pipes.storage.derby.index.DerbyEngine;
import io.pipes.storage.derby.index.DerbyIndexFactory;
import io.pipes.storage.derby.index.LiveIndex;
import io.pipes.storage.derby.log.SegmentLog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores below one directory, each in a directory of its own: {@code log/} holds its segments, {@code index/} its Derby database.
 *
 * <p>Closing it closes all stores and shuts Derby down.
 */
public final class DerbyPacketStores implements PacketStores, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DerbyPacketStores.class);
    private static final Duration LONGEST_CLOSING = Duration.ofSeconds(30);

    private final Disk disk;
    private final Path directory;
    private final CryptoSuite suite;
    private final Executor blocking;
    private final Randomness randomness;
    private final StoreOptions options;
    private final OpenStores open = new OpenStores();

    /** Stores in the {@code db} area of a home. */
    public DerbyPacketStores(
            Home home, CryptoSuite suite, Executor blocking, Randomness randomness, StoreOptions options) {
        this(home.disk("db"), home.directory().resolve("db"), suite, blocking, randomness, options);
    }

    /**
     * @param disk where the logs are
     * @param directory where Derby keeps its databases: the disk's own directory, unless the disk is simulated
     * @param blocking threads that may block; one is enough
     */
    public DerbyPacketStores(
            Disk disk,
            Path directory,
            CryptoSuite suite,
            Executor blocking,
            Randomness randomness,
            StoreOptions options) {
        this.disk = disk;
        this.directory = directory;
        this.suite = suite;
        this.blocking = blocking;
        this.randomness = randomness;
        this.options = options;
        DerbyEngine.acquire();
    }

    @Override
    public String kind() {
        return "derby";
    }

    @Override
    public CompletionStage<PacketStore> open(String name, Secret key, Loop loop) {
        StoreLimits.checkName(name);
        StoreLimits.checkKey(key);
        Secret ours = key.copy();
        return run(loop, () -> openOrClose(name, loop, ours));
    }

    private PacketStore openOrClose(String name, Loop loop, Secret key) throws IOException, StoreException {
        try {
            return open(name, loop, key);
        } catch (IOException | StoreException | RuntimeException e) {
            key.close();
            throw e;
        }
    }

    private synchronized PacketStore open(String name, Loop loop, Secret key) throws IOException, StoreException {
        if (open.closed()) {
            throw BlockingPacketStore.closedFailure();
        }
        Keys keys = new Keys(key, StoreLock.take(directory.resolve(name)));
        try {
            StoreParts.Materials materials = new StoreParts.Materials(
                    name,
                    disk,
                    () -> suite.valueCipher(key, randomness),
                    new Digests(parts -> suite.mac(keys.index, parts)),
                    options.log(),
                    blocking,
                    loop,
                    keys);
            DerbyIndexFactory factory =
                    new DerbyIndexFactory(directory.resolve(name).resolve("index"));
            StoreParts parts = StoreParts.open(
                    materials, (digests, condition) -> LiveIndex.open(factory, digests, condition, options.smallLog()));
            DerbyPacketStore store = new DerbyPacketStore(name, parts, blocking, loop);
            open.add(name, store);
            parts.upkeep().start();
            return store;
        } catch (IOException | RuntimeException e) {
            keys.close();
            throw e;
        }
    }

    /** What a store holds until it is closed. */
    private final class Keys implements AutoCloseable {
        private final Secret key;
        private final Secret index;
        private final StoreLock lock;

        Keys(Secret key, StoreLock lock) {
            this.key = key;
            this.lock = lock;
            index = suite.derive(key, Bytes.EMPTY, Label.STORE_KEY, Bytes.utf8("index"), StoreLimits.STORE_KEY_BYTES);
        }

        @Override
        public void close() throws IOException {
            key.close();
            index.close();
            lock.close();
        }
    }

    @Override
    public CompletionStage<Void> destroy(String name) {
        StoreLimits.checkName(name);
        return run(Runnable::run, () -> {
            Path place = directory.resolve(name);
            try (StoreLock lock = StoreLock.take(place)) {
                for (String file : disk.list(name + "/log")) {
                    disk.delete(name + "/log/" + file);
                }
                SegmentLog.forget(disk, name + "/log");
                DerbyIndexFactory.deleteAll(place);
            }
            return null;
        });
    }

    private <T> CompletionStage<T> run(Executor teller, Questions.Question<T> task) {
        return new Questions(blocking, new Answers(teller), DerbyPacketStores::why).ask(task);
    }

    private static StoreException why(Throwable failure) {
        if (failure instanceof RejectedExecutionException) {
            return BlockingPacketStore.closedFailure();
        }
        if (failure instanceof IOException disk) {
            return Condition.failure(disk);
        }
        LOG.error("A store could not be opened", failure);
        return Condition.failure(new IOException("the store could not be opened", failure));
    }

    /** Closes all stores, waits until they are closed, and shuts Derby down. */
    @Override
    public void close() {
        if (open.closeAll(LONGEST_CLOSING)) {
            DerbyEngine.release();
        }
    }
}
