// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.presence.seen;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.Bytes;
import io.pipes.base.Secret;
import io.pipes.base.id.NodeId;
import io.pipes.spi.storage.PacketStore;
import io.pipes.testkit.storage.MemoryPacketStores;
import io.pipes.testkit.storage.StoreShelf;
import io.pipes.testkit.time.SimulatedLoop;
import io.pipes.testkit.time.VirtualTime;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LastSeenTest {
    private static final NodeId ANNA = node(1);
    private static final NodeId BERT = node(2);

    private final VirtualTime time = new VirtualTime(1);
    private final SimulatedLoop loop = new SimulatedLoop(time, "node");
    private final StoreShelf shelf = new StoreShelf();
    private MemoryPacketStores stores;
    private LastSeen seen;

    private static NodeId node(int number) {
        byte[] id = new byte[NodeId.SIZE];
        id[0] = (byte) number;
        return NodeId.of(Bytes.wrap(id));
    }

    @BeforeEach
    void begin() {
        stores = new MemoryPacketStores(shelf, Duration.ofMillis(1));
        var opened = stores.open("node", Secret.copyOf(new byte[32]), loop);
        time.runFor(Duration.ofSeconds(1));
        PacketStore store = opened.toCompletableFuture().join();
        seen = new LastSeen(loop, store);
        var loaded = seen.load();
        time.runFor(Duration.ofSeconds(1));
        assertThat(loaded.toCompletableFuture()).isCompleted();
    }

    /** Without a chance to write anything more. */
    private void crash() {
        stores.crash(time.randomness("crash"));
        begin();
    }

    private long now() {
        return loop.clock().wallMillis();
    }

    @Test
    void who_is_there_was_not_seen_at_some_time_but_is_seen() {
        seen.there(ANNA);

        assertThat(seen.of(ANNA)).isEmpty();
        assertThat(seen.known()).containsExactly(ANNA);
    }

    @Test
    void when_somebody_went_is_known_after_a_crash_a_minute_later() {
        seen.there(ANNA);
        long went = now();
        seen.left(ANNA, went);
        time.runFor(Duration.ofSeconds(61));

        crash();

        assertThat(seen.of(ANNA)).contains(went);
    }

    @Test
    void who_was_there_when_this_node_crashed_was_seen_within_its_last_minute() {
        seen.there(BERT);
        time.runFor(Duration.ofMinutes(10));
        long crashed = now();

        crash();

        assertThat(seen.of(BERT))
                .hasValueSatisfying(last -> assertThat(crashed - last).isBetween(0L, LastSeen.PAUSE.toMillis() + 10));
    }

    @Test
    void what_is_known_is_written_when_the_feature_goes() {
        seen.there(ANNA);
        seen.there(BERT);
        seen.left(ANNA, 5_000);

        var stopped = seen.stop();
        time.runFor(Duration.ofSeconds(1));
        crash();

        assertThat(stopped.toCompletableFuture()).isCompleted();
        assertThat(seen.of(ANNA)).contains(5_000L);
        assertThat(seen.of(BERT)).isPresent();
    }

    @Test
    void who_comes_and_goes_a_thousand_times_costs_one_write_a_minute() {
        for (int i = 0; i < 1_000; i++) {
            seen.there(ANNA);
            seen.left(ANNA, now());
        }
        time.runFor(Duration.ofSeconds(30));
        crash();

        assertThat(seen.of(ANNA)).as("nothing was written yet").isEmpty();
    }

    @Test
    void who_is_forgotten_is_gone_from_the_store_as_well() {
        seen.left(ANNA, 5_000);
        time.runFor(Duration.ofSeconds(61));
        seen.forget(ANNA);
        time.runFor(Duration.ofSeconds(61));

        crash();

        assertThat(seen.known()).isEmpty();
    }
}
