// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.base.Bytes;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.loop.Loops;
import io.pipes.spi.storage.BlobDraft;
import io.pipes.spi.storage.BlobManifest;
import io.pipes.spi.storage.BlobStore;
import io.pipes.spi.storage.BlobStores;
import io.pipes.spi.storage.StoreException;
import io.pipes.testkit.crypto.SimulatedSuite;
import io.pipes.testkit.time.SeededRandomness;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every {@link BlobStores} promises. A provider inherits it and says how it is made, damaged and filled up. */
public abstract class BlobStoreContractTest {
    private static final String NAME = "node-1";
    private static final int REST = 1_000;

    /** For addresses and chunks. */
    protected static final CryptoSuite SUITE = new SimulatedSuite();

    @TempDir
    Path directory;

    private ThreadLoops loops;
    private BlobStores stores;
    private BlobStore store;

    /** Makes a provider that keeps its blobs at this place. */
    protected abstract BlobStores start(Path place, Loops threads);

    /** Stops a provider, as its bundle does. */
    protected abstract void stop(BlobStores running);

    /** Inverts a bit of a chunk of the only blob there is. */
    protected abstract void damage(String store, Bytes address, int index);

    /** Lets the disk be full, or not any more. */
    protected abstract void full(boolean full);

    @BeforeEach
    void open() throws StoreException {
        loops = new ThreadLoops();
        stores = start(directory, loops);
        store = StoreProbe.await(stores.open(NAME, loops.next()));
    }

    @AfterEach
    void stop() {
        stop(stores);
        loops.close();
    }

    private void restart() throws StoreException {
        stop(stores);
        stores = start(directory, loops);
        store = StoreProbe.await(stores.open(NAME, loops.next()));
    }

    /** So many full chunks and a short one. */
    private static List<Bytes> chunks(int full, long seed) {
        SeededRandomness randomness = new SeededRandomness(seed);
        List<Bytes> chunks = new ArrayList<>();
        for (int i = 0; i < full; i++) {
            chunks.add(Bytes.wrap(randomness.bytes(BlobManifest.CHUNK_BYTES)));
        }
        chunks.add(Bytes.wrap(randomness.bytes(REST)));
        return chunks;
    }

    private static BlobManifest manifest(List<Bytes> chunks) {
        ByteArrayOutputStream hashes = new ByteArrayOutputStream();
        chunks.forEach(
                chunk -> hashes.writeBytes(BlobManifest.hash(SUITE, chunk).toArray()));
        long size = chunks.stream().mapToLong(Bytes::size).sum();
        return new BlobManifest(size, Bytes.wrap(hashes.toByteArray()));
    }

    private static void append(BlobDraft draft, List<Bytes> chunks) throws StoreException {
        for (Bytes chunk : chunks) {
            StoreProbe.await(draft.append(chunk));
        }
    }

    private Bytes put(List<Bytes> chunks) throws StoreException {
        BlobDraft draft = StoreProbe.await(store.begin());
        append(draft, chunks);
        StoreProbe.await(draft.finish(manifest(chunks)));
        return manifest(chunks).address(SUITE);
    }

    private void assertHas(List<Bytes> chunks) throws StoreException {
        Bytes address = manifest(chunks).address(SUITE);
        assertThat(store.has(address)).isTrue();
        assertThat(StoreProbe.await(store.manifest(address))).contains(manifest(chunks));
        for (int i = 0; i < chunks.size(); i++) {
            assertThat(StoreProbe.await(store.chunk(address, i))).contains(chunks.get(i));
        }
    }

    @Test
    void what_was_finished_is_read_also_by_the_next_process() throws StoreException {
        List<Bytes> chunks = chunks(2, 1);
        Bytes address = put(chunks);

        assertHas(chunks);
        restart();

        assertHas(chunks);
        assertThat(store.list()).containsExactly(address);
    }

    @Test
    void a_blob_may_have_one_byte() throws StoreException {
        List<Bytes> chunks = List.of(Bytes.wrap(new byte[1]));

        put(chunks);

        assertHas(chunks);
    }

    @Test
    void what_was_not_finished_is_seen_by_nobody_and_gone_after_a_restart() throws StoreException {
        List<Bytes> chunks = chunks(2, 1);
        BlobDraft draft = StoreProbe.await(store.begin());
        append(draft, chunks);

        Bytes address = manifest(chunks).address(SUITE);
        assertThat(store.has(address)).isFalse();
        assertThat(store.list()).isEmpty();
        assertThat(StoreProbe.await(store.chunk(address, 0))).isEmpty();
        restart();

        assertThat(store.list()).isEmpty();
        assertThat(StoreProbe.await(store.manifest(address))).isEmpty();
    }

    @Test
    void what_was_resumed_goes_on_after_a_restart() throws StoreException {
        List<Bytes> chunks = chunks(3, 1);
        BlobDraft draft = StoreProbe.await(store.resume(manifest(chunks)));
        assertThat(draft.chunks()).isZero();
        append(draft, chunks.subList(0, 2));
        assertThat(store.has(manifest(chunks).address(SUITE))).isFalse();
        restart();

        BlobDraft again = StoreProbe.await(store.resume(manifest(chunks)));
        assertThat(again.chunks()).isEqualTo(2);
        append(again, chunks.subList(2, 4));
        StoreProbe.await(again.finish(manifest(chunks)));

        assertHas(chunks);
    }

    @Test
    void a_damaged_blob_is_absent_and_what_stands_before_the_damage_counts() throws StoreException {
        List<Bytes> chunks = chunks(3, 1);
        Bytes address = put(chunks);
        damage(NAME, address, 2);

        assertThat(StoreProbe.await(store.chunk(address, 1))).contains(chunks.get(1));
        assertThat(StoreProbe.await(store.chunk(address, 2))).isEmpty();
        assertThat(store.has(address)).isFalse();
        assertThat(store.list()).isEmpty();

        BlobDraft draft = StoreProbe.await(store.resume(manifest(chunks)));
        assertThat(draft.chunks()).isEqualTo(2);
        append(draft, chunks.subList(2, 4));
        StoreProbe.await(draft.finish(manifest(chunks)));
        assertHas(chunks);
    }

    @Test
    void a_full_disk_takes_nothing_and_goes_on_when_there_is_room() throws StoreException {
        List<Bytes> before = chunks(1, 1);
        List<Bytes> chunks = chunks(2, 2);
        put(before);
        BlobDraft draft = StoreProbe.await(store.resume(manifest(chunks)));
        append(draft, chunks.subList(0, 1));
        full(true);

        assertThatThrownBy(() -> StoreProbe.await(draft.append(chunks.get(1))))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        failure -> assertThat(failure.reason()).isEqualTo(StoreException.Reason.FULL));
        assertThat(draft.chunks()).isEqualTo(1);
        assertHas(before);
        full(false);

        append(draft, chunks.subList(1, 3));
        StoreProbe.await(draft.finish(manifest(chunks)));
        assertHas(chunks);
    }

    @Test
    void what_is_deleted_is_gone() throws StoreException {
        List<Bytes> chunks = chunks(1, 1);
        Bytes address = put(chunks);

        StoreProbe.await(store.delete(address));
        StoreProbe.await(store.delete(address));

        assertThat(store.has(address)).isFalse();
        restart();
        assertThat(store.list()).isEmpty();
    }

    @Test
    void a_store_is_opened_once_and_destroyed_when_it_is_closed() throws StoreException {
        put(chunks(1, 1));
        assertThatThrownBy(() -> StoreProbe.await(stores.open(NAME, loops.next())))
                .isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> StoreProbe.await(stores.destroy(NAME))).isInstanceOf(StoreException.class);

        StoreProbe.await(store.close());
        StoreProbe.await(store.close());
        assertThatThrownBy(() -> StoreProbe.await(store.begin())).isInstanceOf(StoreException.class);
        StoreProbe.await(stores.destroy(NAME));

        store = StoreProbe.await(stores.open(NAME, loops.next()));
        assertThat(store.list()).isEmpty();
    }

    @Test
    void a_chunk_that_was_never_there_is_no_damage() throws StoreException {
        List<Bytes> chunks = chunks(1, 1);
        Bytes address = put(chunks);

        for (int index : new int[] {-1, 2, Integer.MAX_VALUE}) {
            assertThat(store.chunk(address, index).toCompletableFuture())
                    .failsWithin(Duration.ofSeconds(60))
                    .withThrowableThat()
                    .withCauseInstanceOf(IndexOutOfBoundsException.class);
        }

        assertHas(chunks);
    }

    @Test
    void nodes_have_blobs_of_their_own() throws StoreException {
        List<Bytes> chunks = chunks(1, 1);
        Bytes address = put(chunks);

        BlobStore other = StoreProbe.await(stores.open("node-2", loops.next()));

        assertThat(other.has(address)).isFalse();
    }
}
