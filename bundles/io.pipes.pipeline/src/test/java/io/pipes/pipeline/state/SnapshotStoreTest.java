// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.Bytes;
import io.pipes.pipeline.LoneNode;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.PacketStore;
import io.pipes.spi.storage.StoreException;
import io.pipes.spi.storage.StoredEntry;
import io.pipes.testkit.storage.StoreShelf;
import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SnapshotStoreTest {
    private static final Bytes TAG = Bytes.wrap(new byte[16]);
    private static final String AREA = "pipeline/state/" + TAG.hex();

    private boolean headFails;
    private final LoneNode node = new LoneNode().on(new StoreShelf()).behind(this::noHead);
    private final SnapshotStore snapshots = new SnapshotStore(node, TAG);

    private CompletableFuture<Long> write(long sum) {
        CompletableFuture<Long> written = snapshots
                .write(List.of(new SnapshotItem.Sum("c", BigInteger.valueOf(sum))))
                .toCompletableFuture();
        node.passes(Duration.ofSeconds(1));
        return written;
    }

    private int entries() {
        CompletableFuture<List<StoredEntry>> all =
                node.store().scan(AREA, -1, 100).toCompletableFuture();
        node.passes(Duration.ofSeconds(1));
        return all.join().size();
    }

    private long sum() {
        CompletableFuture<Optional<ReplicaReader.Replayed>> read =
                snapshots.read().toCompletableFuture();
        node.passes(Duration.ofSeconds(1));
        return read.join().orElseThrow().replica().counter("c").value();
    }

    @Test
    void pages_of_one_that_failed_go_with_the_next_one() {
        assertThat(write(1)).isCompleted();
        assertThat(write(2)).isCompleted();
        assertThat(entries()).as("a head and a page").isEqualTo(2);
        headFails = true;
        assertThat(write(3)).isCompletedExceptionally();
        assertThat(sum()).isEqualTo(2);
        assertThat(entries()).isEqualTo(3);

        headFails = false;
        assertThat(write(4)).isCompleted();

        assertThat(sum()).isEqualTo(4);
        assertThat(entries()).isEqualTo(2);
    }

    /** A store on whose way the disk becomes full between the pages of a snapshot and its head. */
    private PacketStore noHead(PacketStore store) {
        return (PacketStore) Proxy.newProxyInstance(
                PacketStore.class.getClassLoader(),
                new Class<?>[] {PacketStore.class},
                (proxy, method, arguments) ->
                        headFails && method.getName().equals("commit") && hasHead((List<?>) arguments[0])
                                ? CompletableFuture.failedFuture(new StoreException(StoreException.Reason.FULL, "full"))
                                : method.invoke(store, arguments));
    }

    private static boolean hasHead(List<?> changes) {
        return changes.stream().anyMatch(change -> ((Change) change).key().equals(Bytes.utf8("head")));
    }
}
