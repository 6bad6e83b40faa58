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

    private final VirtualTime time = new VirtualTime(1);
    private final SimulatedLoop loop = new SimulatedLoop(time, "node");
    private final SimulatedDisk disk = new SimulatedDisk(1);

    private BlobStore open() {
        return done(new FileBlobStores(disk, new SimulatedSuite(), Runnable::run, RESERVE).open("node", loop));
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
        Bytes chunk = Bytes.wrap(new byte[BlobManifest.CHUNK_BYTES]);
        BlobDraft draft = done(open().begin());
        disk.capacity(RESERVE + 2L * BlobManifest.CHUNK_BYTES);
        done(draft.append(chunk));
        done(draft.append(chunk));

        assertThatThrownBy(() -> done(draft.append(chunk)))
                .cause()
                .isInstanceOfSatisfying(
                        StoreException.class,
                        failure -> assertThat(failure.reason()).isEqualTo(StoreException.Reason.FULL));
        assertThat(draft.chunks()).isEqualTo(2);
        disk.capacity(Long.MAX_VALUE);
        done(draft.append(chunk));
        assertThat(draft.chunks()).isEqualTo(3);
    }
}
