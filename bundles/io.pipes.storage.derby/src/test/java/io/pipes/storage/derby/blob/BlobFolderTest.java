// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.base.Bytes;
import io.pipes.spi.storage.BlobDraft;
import io.pipes.spi.storage.BlobManifest;
import io.pipes.spi.storage.BlobStore;
import io.pipes.spi.storage.StoreException;
import io.pipes.testkit.crypto.SimulatedSuite;
import io.pipes.testkit.storage.SimulatedDisk;
import io.pipes.testkit.time.SimulatedLoop;
import io.pipes.testkit.time.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class BlobFolderTest {
    private static final int RESERVE = 1 << 20;
    private static final Bytes CHUNK = Bytes.wrap(new byte[BlobManifest.CHUNK_BYTES]);
    private static final BlobRoom FOUR_CHUNKS = room(4L * BlobManifest.CHUNK_BYTES);

    private final VirtualTime time = new VirtualTime(1);
    private final SimulatedLoop loop = new SimulatedLoop(time, "node");
    private final SimulatedDisk disk = new SimulatedDisk(1);

    /** And some for what blobs consist of. */
    private static BlobRoom room(long bytes) {
        return new BlobRoom(bytes + (8 << 10), 0);
    }

    private BlobStore open() {
        return open(new BlobRoom(Long.MAX_VALUE, RESERVE));
    }

    private BlobStore open(BlobRoom room) {
        return done(stores(room).open("node", loop));
    }

    private FileBlobStores stores(BlobRoom room) {
        return new FileBlobStores(disk, new SimulatedSuite(), Runnable::run, room);
    }

    private void assertFull(BlobDraft draft) {
        assertFull(draft.append(CHUNK));
    }

    private void assertFull(CompletionStage<?> stage) {
        assertThatThrownBy(() -> done(stage))
                .cause()
                .isInstanceOfSatisfying(
                        StoreException.class,
                        failure -> assertThat(failure.reason()).isEqualTo(StoreException.Reason.FULL));
    }

    private static BlobManifest manifest(int chunks) {
        String hash = BlobManifest.hash(new SimulatedSuite(), CHUNK).hex();
        return new BlobManifest((long) chunks * BlobManifest.CHUNK_BYTES, Bytes.hex(hash.repeat(chunks)));
    }

    private BlobDraft begin(BlobStore store, int chunks) {
        BlobDraft draft = done(store.begin());
        for (int i = 0; i < chunks; i++) {
            done(draft.append(CHUNK));
        }
        return draft;
    }

    private <T> T done(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        time.runUntil(future::isDone, Duration.ofSeconds(1));
        return future.join();
    }

    @Test
    void files_of_others_keep_nobody_from_opening_and_stay() throws IOException {
        for (String name : new String[] {"notes.txt", "holiday.blob", "holiday.manifest", "draft-x.part", "ab.part"}) {
            disk.replace("node/" + name, Bytes.utf8("not ours"));
        }
        disk.replace("node/draft-7.part", Bytes.utf8("of an earlier life"));
        disk.replace("node/" + "ab".repeat(32) + ".part", Bytes.utf8("nothing describes it"));

        BlobStore store = open();

        assertThat(store.list()).isEmpty();
        assertThat(disk.list("node"))
                .containsExactly("ab.part", "draft-x.part", "holiday.blob", "holiday.manifest", "notes.txt");
    }

    @Test
    void blobs_leave_the_disk_some_room() {
        BlobDraft draft = done(open().begin());
        disk.capacity(RESERVE + 2L * BlobManifest.CHUNK_BYTES);
        done(draft.append(CHUNK));
        done(draft.append(CHUNK));

        assertFull(draft);
        assertThat(draft.chunks()).isEqualTo(2);
        disk.capacity(Long.MAX_VALUE);
        done(draft.append(CHUNK));
        assertThat(draft.chunks()).isEqualTo(3);
    }

    @Test
    void all_blobs_of_a_node_together_have_a_limit() {
        BlobStore store = open(FOUR_CHUNKS);
        done(begin(store, 3).finish(manifest(3)));
        BlobDraft other = begin(store, 1);

        assertFull(other);
        done(store.delete(manifest(3).address(new SimulatedSuite())));
        done(other.append(CHUNK));
        done(other.append(CHUNK));
        done(other.append(CHUNK));
        assertFull(other);
        done(other.close());
        assertFull(begin(store, 4));
    }

    @Test
    void manifests_count_for_the_limit_also_while_no_chunk_is_there() {
        BlobRoom two = room(2L * BlobManifest.MAX_ENCODED_BYTES);
        BlobStore before = open(two);
        describe(before, BlobManifest.MAX_CHUNKS);
        describe(before, BlobManifest.MAX_CHUNKS - 1);
        assertFull(before.resume(manifest(BlobManifest.MAX_CHUNKS - 2)));
        done(before.close());

        BlobStore store = open(two);

        assertFull(store.resume(manifest(BlobManifest.MAX_CHUNKS - 2)));
        done(store.delete(manifest(BlobManifest.MAX_CHUNKS).address(new SimulatedSuite())));
        describe(store, BlobManifest.MAX_CHUNKS - 2);
        describe(store, BlobManifest.MAX_CHUNKS - 2);
        assertFull(store.resume(manifest(BlobManifest.MAX_CHUNKS)));
    }

    private void describe(BlobStore store, int chunks) {
        done(done(store.resume(manifest(chunks))).close());
    }

    @Test
    void what_an_earlier_life_left_counts_for_the_limit() {
        BlobStore before = open(FOUR_CHUNKS);
        done(begin(before, 1).finish(manifest(1)));
        BlobDraft half = done(before.resume(manifest(3)));
        done(half.append(CHUNK));
        done(half.append(CHUNK));
        done(before.close());

        BlobStore store = open(FOUR_CHUNKS);

        BlobDraft other = begin(store, 1);
        assertFull(other);
        done(other.close());
        BlobDraft resumed = done(store.resume(manifest(3)));
        assertThat(resumed.chunks()).isEqualTo(2);
        done(resumed.append(CHUNK));
        assertFull(done(store.begin()));
    }

    @Test
    void who_is_restored_takes_more_than_the_limit_and_then_nothing_more() {
        FileBlobStores stores = stores(FOUR_CHUNKS);
        BlobStore restored = done(stores.openToRestore("node", loop));
        done(begin(restored, 6).finish(manifest(6)));
        done(restored.close());

        BlobStore store = done(stores.open("node", loop));

        assertThat(store.has(manifest(6).address(new SimulatedSuite()))).isTrue();
        assertFull(done(store.begin()));
    }
}
