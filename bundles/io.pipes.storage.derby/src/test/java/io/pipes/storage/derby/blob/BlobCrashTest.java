// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.blob;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.Bytes;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.storage.BlobDraft;
import io.pipes.spi.storage.BlobManifest;
import io.pipes.spi.storage.BlobStore;
import io.pipes.testkit.crypto.SimulatedSuite;
import io.pipes.testkit.storage.SimulatedDisk;
import io.pipes.testkit.time.SeededRandomness;
import io.pipes.testkit.time.SimulatedLoop;
import io.pipes.testkit.time.VirtualTime;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Loses power at each operation of the disk while a blob is written, and looks what the next process finds. */
class BlobCrashTest {
    private static final SimulatedSuite SUITE = new SimulatedSuite();
    private static final int CHUNKS = 3;

    private final VirtualTime time = new VirtualTime(1);
    private final Loop loop = new SimulatedLoop(time, "node");
    private final List<Bytes> chunks = new ArrayList<>();
    private final BlobManifest manifest;
    private boolean finished;

    BlobCrashTest() {
        SeededRandomness randomness = new SeededRandomness(1);
        ByteArrayOutputStream hashes = new ByteArrayOutputStream();
        for (int i = 0; i < CHUNKS; i++) {
            Bytes chunk = Bytes.wrap(randomness.bytes(i < CHUNKS - 1 ? BlobManifest.CHUNK_BYTES : 100));
            chunks.add(chunk);
            hashes.writeBytes(BlobManifest.hash(SUITE, chunk).toArray());
        }
        long size = chunks.stream().mapToLong(Bytes::size).sum();
        manifest = new BlobManifest(size, Bytes.wrap(hashes.toByteArray()));
    }

    @Test
    void a_blob_that_was_acknowledged_survives_and_any_other_is_whole_or_absent() {
        SimulatedDisk counted = new SimulatedDisk(0);
        write(counted, false);
        long operations = counted.faults().operations();
        assertThat(finished).isTrue();

        for (long seed = 0; seed < 20; seed++) {
            for (long at = 1; at <= operations; at++) {
                for (boolean resumed : new boolean[] {false, true}) {
                    crashAt(at, seed, resumed);
                }
            }
        }
    }

    private void crashAt(long operation, long seed, boolean resumed) {
        SimulatedDisk disk = new SimulatedDisk(seed);
        disk.faults().crashAt(operation);
        write(disk, resumed);
        if (!finished) {
            disk.crash();
        } else {
            disk.kill();
        }
        disk.restart();
        disk.faults().crashAt(-1);

        BlobStore store = open(disk);
        Bytes address = manifest.address(SUITE);
        assertThat(store.has(address) || !finished)
                .as("seed %d, operation %d", seed, operation)
                .isTrue();
        if (store.has(address)) {
            for (int i = 0; i < CHUNKS; i++) {
                assertThat(done(store.chunk(address, i)))
                        .as("seed %d, operation %d", seed, operation)
                        .contains(chunks.get(i));
            }
        } else {
            BlobDraft draft = done(store.resume(manifest));
            for (int i = draft.chunks(); i < CHUNKS; i++) {
                done(draft.append(chunks.get(i)));
            }
            done(draft.finish(manifest));
            assertThat(done(store.chunk(address, CHUNKS - 1))).contains(chunks.get(CHUNKS - 1));
        }
    }

    private BlobStore open(SimulatedDisk disk) {
        return done(new FileBlobStores(disk, SUITE, Runnable::run, BlobRoom.ALL).open("node", loop));
    }

    private <T> T done(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        time.runUntil(future::isDone, Duration.ofSeconds(1));
        return future.join();
    }

    private void write(SimulatedDisk disk, boolean resumed) {
        finished = false;
        try {
            BlobStore store = open(disk);
            BlobDraft draft = done(resumed ? store.resume(manifest) : store.begin());
            for (Bytes chunk : chunks) {
                done(draft.append(chunk));
            }
            done(draft.finish(manifest));
            finished = true;
        } catch (CompletionException powerLost) {
            assertThat(finished).isFalse();
        }
    }
}
