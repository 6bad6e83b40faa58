// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.Secret;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.StoredEntry;
import io.pipes.spi.storage.blocking.Digests;
import io.pipes.storage.derby.index.DerbyIndexFactory;
import io.pipes.storage.derby.index.LiveIndex;
import io.pipes.storage.derby.log.LogOptions;
import io.pipes.testkit.crypto.SimulatedSuite;
import io.pipes.testkit.storage.SimulatedDisk;
import io.pipes.testkit.time.SimulatedLoop;
import io.pipes.testkit.time.SimulatedLoops;
import io.pipes.testkit.time.VirtualTime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** A store in virtual time on a simulated disk, its index in memory: one process's life, as deterministic as its seed. */
final class SimulatedStore {
    static final Path NO_DATABASE = Path.of("no-such-directory");
    private static final Duration LONG = Duration.ofMinutes(1);

    final VirtualTime time;
    private final SimulatedLoop loop;
    private final DerbyPacketStore store;

    private SimulatedStore(VirtualTime time, SimulatedLoop loop, DerbyPacketStore store) {
        this.time = time;
        this.loop = loop;
        this.store = store;
    }

    static SimulatedStore open(SimulatedDisk disk, LogOptions options, long seed) throws IOException {
        VirtualTime time = new VirtualTime(seed);
        SimulatedLoop loop = new SimulatedLoop(time, "node");
        SimulatedLoops loops = new SimulatedLoops(time, loop);
        CryptoSuite suite = new SimulatedSuite();
        Secret index = suite.derive(Bench.KEY, Bytes.EMPTY, Label.STORE_KEY, Bytes.EMPTY, 32);
        StoreParts.Materials materials = new StoreParts.Materials(
                Bench.NAME,
                disk,
                () -> suite.valueCipher(Bench.KEY, time.randomness("cipher")),
                new Digests(parts -> suite.mac(index, parts)),
                options,
                loops.blocking(),
                loop,
                () -> {});
        StoreParts parts = StoreParts.open(
                materials,
                (digests, condition) ->
                        LiveIndex.open(new DerbyIndexFactory(NO_DATABASE), digests, condition, Long.MAX_VALUE));
        parts.upkeep().start();
        return new SimulatedStore(time, loop, new DerbyPacketStore(Bench.NAME, parts, loops.blocking(), loop));
    }

    DerbyPacketStore store() {
        return store;
    }

    /** Begins a commit; time must pass for it to complete. */
    CompletableFuture<Long> begin(List<Change> changes) {
        return store.commit(changes).toCompletableFuture();
    }

    void commit(List<Change> changes) {
        await(store.commit(changes));
    }

    void put(String key, String value) {
        commit(List.of(Change.put("a", Bytes.utf8(key), Bytes.utf8(value))));
    }

    Optional<Bytes> read(String key) {
        return await(store.read("a", Bytes.utf8(key)));
    }

    List<StoredEntry> all(String area) {
        List<StoredEntry> all = new ArrayList<>();
        long after = -1;
        for (List<StoredEntry> page = scan(area, after); !page.isEmpty(); page = scan(area, after)) {
            all.addAll(page);
            after = page.get(page.size() - 1).position();
        }
        return all;
    }

    private List<StoredEntry> scan(String area, long after) {
        return await(store.scan(area, after, 7));
    }

    /** Lets time pass until a stage is complete; throws what it failed with inside a {@link CompletionException}. */
    <T> T await(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        if (!time.runUntil(future::isDone, LONG)) {
            throw new AssertionError("A stage does not complete");
        }
        return future.join();
    }

    void close() {
        await(store.close());
        loop.stop();
    }

    /** The process ends without another word. */
    void die() {
        loop.stop();
    }
}
