// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.Bytes;
import io.pipes.base.Secret;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.StoreException;
import io.pipes.spi.storage.StoredEntry;
import io.pipes.testkit.storage.MemoryPacketStores;
import io.pipes.testkit.storage.StoreShelf;
import io.pipes.testkit.time.SimulatedLoop;
import io.pipes.testkit.time.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A store that is written while its picture is taken. */
class StorePictureTest {
    private static final List<String> AREAS = List.of("a", "b", "unwanted");

    private final VirtualTime time = new VirtualTime(1);
    private final MemoryPacketStores stores = new MemoryPacketStores(new StoreShelf(), Duration.ofMillis(2));
    private final WatchedStore store =
            new WatchedStore(done(stores.open("node", key(), new SimulatedLoop(time, "node"))));

    @AfterEach
    void nothing_failed_inside() {
        assertThat(time.failures()).isEmpty();
    }

    /** Each batch changes one entry of each area to the same number, so any picture that cuts a batch in two is seen. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void it_is_that_of_the_moment_at_which_it_ends_and_cuts_no_batch(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 3_000; i++) {
            store.commit(batch(random, i));
        }
        List<CompletionStage<Long>> under = new ArrayList<>();
        StorePicture picture = new StorePicture(store, area -> !area.equals("unwanted"));
        Map<String, Map<Bytes, Bytes>> taken = new HashMap<>();
        int number = 10_000;

        for (Optional<List<Change>> next = next(picture); next.isPresent(); next = next(picture)) {
            next.get().forEach(change -> apply(taken, change));
            for (int i = random.nextInt(number < 10_400 ? 30 : 1); i > 0; i--) {
                under.add(store.commit(batch(random, number++)));
            }
        }

        Map<String, Map<Bytes, Bytes>> now = contents();
        assertThat(taken).containsOnlyKeys("a", "b");
        assertThat(taken.get("a")).as("batches are whole").isEqualTo(taken.get("b"));
        under.forEach(this::done);
        // Everything that had been acknowledged when the last changes were given out, and nothing after.
        assertThat(taken.get("a")).isEqualTo(now.get("a"));
    }

    @Test
    void who_writes_is_not_held_up_and_a_picture_that_is_left_behind_fails() {
        StorePicture picture = new StorePicture(store, area -> true);
        done(store.commit(List.of(Change.put("a", Bytes.utf8("first"), Bytes.EMPTY))));
        assertThat(next(picture)).isPresent();

        for (int i = 0; i < 20; i++) {
            done(store.commit(List.of(Change.put("a", Bytes.utf8("large"), Bytes.wrap(new byte[2 << 20])))));
        }

        assertThat(failure(picture)).hasMessageContaining("write faster");
        done(store.commit(List.of(Change.remove("a", Bytes.utf8("large")))));
    }

    @Test
    void a_store_that_fails_meanwhile_is_said_so() {
        done(store.commit(List.of(Change.put("a", Bytes.utf8("first"), Bytes.EMPTY))));
        StorePicture picture = new StorePicture(store, area -> true);
        assertThat(next(picture)).isPresent();

        stores.fail(StoreException.Reason.FULL);
        CompletionStage<Long> refused = store.commit(List.of(Change.put("a", Bytes.utf8("second"), Bytes.EMPTY)));
        time.runFor(Duration.ofSeconds(1));

        assertThat(refused.toCompletableFuture()).isCompletedExceptionally();
        assertThat(failure(picture)).hasMessageContaining("store failed");
    }

    private static List<Change> batch(Random random, int number) {
        Bytes key = Bytes.utf8("key " + random.nextInt(2_500));
        Bytes value = Bytes.utf8("value " + number);
        boolean removes = random.nextInt(4) == 0;
        return AREAS.stream()
                .map(area -> removes ? Change.remove(area, key) : Change.put(area, key, value))
                .toList();
    }

    private Map<String, Map<Bytes, Bytes>> contents() {
        Map<String, Map<Bytes, Bytes>> all = new HashMap<>();
        for (String area : AREAS) {
            long after = -1;
            for (List<StoredEntry> page = done(store.scan(area, after, 4_096));
                    !page.isEmpty();
                    page = done(store.scan(area, after, 4_096))) {
                page.forEach(entry -> apply(all, Change.put(area, entry.key(), entry.value())));
                after = page.get(page.size() - 1).position();
            }
        }
        return all;
    }

    private static void apply(Map<String, Map<Bytes, Bytes>> all, Change change) {
        Map<Bytes, Bytes> area = all.computeIfAbsent(change.area(), any -> new HashMap<>());
        if (change.value() == null) {
            area.remove(change.key());
        } else {
            area.put(change.key(), change.value());
        }
    }

    private Optional<List<Change>> next(StorePicture picture) {
        return done(picture.next());
    }

    private Throwable failure(StorePicture picture) {
        try {
            next(picture);
        } catch (CompletionException failed) {
            return failed.getCause();
        }
        throw new AssertionError("It did not fail");
    }

    private <T> T done(CompletionStage<T> stage) {
        assertThat(time.runUntil(stage.toCompletableFuture()::isDone, Duration.ofMinutes(1)))
                .isTrue();
        return stage.toCompletableFuture().join();
    }

    private static Secret key() {
        return Secret.wrap(new byte[32]);
    }
}
