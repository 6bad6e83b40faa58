// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.Bytes;
import io.pipes.base.Secret;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.PacketStore;
import io.pipes.spi.storage.StoreException;
import io.pipes.testkit.time.SeededRandomness;
import io.pipes.testkit.time.SimulatedLoop;
import io.pipes.testkit.time.VirtualTime;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class MemoryPacketStoresInVirtualTimeTest {
    private static final Secret KEY = Secret.copyOf(new byte[32]);
    private static final Duration FSYNC = Duration.ofMillis(4);

    private final VirtualTime time = new VirtualTime(1);
    private final StoreShelf shelf = new StoreShelf();

    @Test
    void a_commit_takes_its_time_and_is_seen_afterwards() {
        PacketStore store = open(new MemoryPacketStores(shelf, FSYNC));
        CompletableFuture<Long> commit = put(store, "k").toCompletableFuture();

        time.runFor(Duration.ofMillis(3));
        assertThat(commit).isNotDone();
        assertThat(keys(store)).isZero();
        time.runFor(Duration.ofMillis(1));

        assertThat(commit).isDone();
        assertThat(keys(store)).isEqualTo(1);
    }

    @Test
    void a_crash_keeps_what_was_acknowledged_and_perhaps_the_first_of_the_rest() {
        Set<Integer> outcomes = new HashSet<>();
        for (long seed = 0; seed < 50; seed++) {
            StoreShelf own = new StoreShelf();
            MemoryPacketStores stores = new MemoryPacketStores(own, FSYNC);
            PacketStore store = open(stores);
            put(store, "acknowledged");
            time.runFor(FSYNC);
            put(store, "second");
            put(store, "third");

            stores.crash(new SeededRandomness(seed));

            PacketStore again = open(new MemoryPacketStores(own, FSYNC));
            assertThat(done(again.read("a", Bytes.utf8("acknowledged")))).isPresent();
            assertThat(done(again.read("a", Bytes.utf8("third"))).isEmpty()
                            || done(again.read("a", Bytes.utf8("second"))).isPresent())
                    .as("no later batch without the earlier one")
                    .isTrue();
            outcomes.add(keys(again));
        }
        assertThat(outcomes).containsExactlyInAnyOrder(1, 2, 3);
    }

    @Test
    void a_full_store_says_so_reads_on_and_resumes() {
        MemoryPacketStores stores = new MemoryPacketStores(shelf, FSYNC);
        PacketStore store = open(stores);
        done(put(store, "k"));

        stores.fail(StoreException.Reason.FULL);

        CompletableFuture<Long> refused = put(store, "l").toCompletableFuture();
        time.runFor(FSYNC);
        assertThat(refused.handle((position, failure) -> ((StoreException) failure).reason()))
                .isCompletedWithValue(StoreException.Reason.FULL);
        assertThat(keys(store)).isEqualTo(1);
        assertThat(store.health().problems()).hasSize(1);
        stores.fail(null);
        done(put(store, "l"));
        assertThat(keys(store)).isEqualTo(2);
    }

    private PacketStore open(MemoryPacketStores stores) {
        return done(stores.open("store", KEY, new SimulatedLoop(time, "node")));
    }

    private static CompletionStage<Long> put(PacketStore store, String key) {
        return store.commit(List.of(Change.put("a", Bytes.utf8(key), Bytes.EMPTY)));
    }

    private int keys(PacketStore store) {
        return done(store.scan("a", -1, 100)).size();
    }

    private <T> T done(CompletionStage<T> stage) throws CompletionException {
        time.runUntil(() -> stage.toCompletableFuture().isDone(), Duration.ofMinutes(1));
        return stage.toCompletableFuture().join();
    }
}
