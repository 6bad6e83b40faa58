// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.handover;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.Bytes;
import io.pipes.base.Secret;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.PacketStore;
import io.pipes.testkit.storage.MemoryPacketStores;
import io.pipes.testkit.storage.StoreShelf;
import io.pipes.testkit.time.SimulatedLoop;
import io.pipes.testkit.time.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class HandoverTest {
    private final VirtualTime time = new VirtualTime(1);
    private final SimulatedLoop loop = new SimulatedLoop(time, "node");
    private final PacketStore store = done(new MemoryPacketStores(new StoreShelf(), Duration.ofMillis(2))
            .open("node", Secret.copyOf(new byte[32]), loop));
    private final Handover handover = new Handover(store, "area");

    @Test
    void items_of_all_sizes_come_back_in_order_and_only_once() {
        List<Bytes> items = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            items.add(filled(i % 700, i));
        }
        items.add(filled(Handover.MAX_ITEM_BYTES, 1));
        items.add(Bytes.EMPTY);
        items.add(filled(Handover.MAX_ITEM_BYTES, 2));

        done(handover.leave(items));

        assertThat(done(handover.take())).isEqualTo(items);
        assertThat(done(handover.take())).isEmpty();
    }

    @Test
    void what_is_left_replaces_what_nobody_took() {
        done(handover.leave(List.of(filled(3, 1))));
        done(handover.leave(List.of(filled(3, 2))));

        assertThat(done(handover.take())).containsExactly(filled(3, 2));
    }

    @Test
    void what_another_version_left_is_removed_and_not_understood() {
        done(store.commit(List.of(Change.put("area", filled(4, 0), Bytes.utf8("from the future")))));

        assertThat(done(handover.take())).isEmpty();
        assertThat(done(store.scan("area", -1, 10))).isEmpty();
    }

    private static Bytes filled(int size, int with) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) with);
        return Bytes.wrap(bytes);
    }

    private <T> T done(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        time.runUntil(future::isDone, Duration.ofMinutes(1));
        return future.join();
    }
}
