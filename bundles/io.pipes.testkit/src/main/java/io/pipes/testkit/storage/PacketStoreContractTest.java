// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.base.Bytes;
import io.pipes.base.Secret;
import io.pipes.spi.loop.Loops;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.PacketStore;
import io.pipes.spi.storage.PacketStores;
import io.pipes.spi.storage.StoreException;
import io.pipes.spi.storage.StoredEntry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every {@link PacketStores} promises. A provider inherits it and says how it is made; stores that keep nothing when their provider
 * is stopped cannot pass.
 */
public abstract class PacketStoreContractTest {
    private static final String NAME = "store-1";
    private static final Secret KEY = Secret.copyOf(new byte[32]);

    @TempDir
    Path directory;

    private ThreadLoops loops;
    private PacketStores stores;
    private StoreProbe store;

    /** Makes a provider that keeps its stores at this place. */
    protected abstract PacketStores start(Path place, Loops threads);

    /** Stops a provider, as its bundle does. */
    protected abstract void stop(PacketStores running);

    @BeforeEach
    void open() throws StoreException {
        loops = new ThreadLoops();
        stores = start(directory, loops);
        store = StoreProbe.open(stores, NAME, KEY, loops);
    }

    @AfterEach
    void stop() {
        stop(stores);
        loops.close();
    }

    private void restart() throws StoreException {
        stop(stores);
        stores = start(directory, loops);
        store = StoreProbe.open(stores, NAME, KEY, loops);
    }

    @Test
    void a_new_store_is_empty() throws StoreException {
        assertThat(store.read("members", "a")).isEmpty();
        assertThat(store.scan("members", -1, 10)).isEmpty();
        assertThat(store.store().health().entries()).isZero();
        assertThat(store.store().health().problems()).isEmpty();
    }

    @Test
    void what_was_committed_is_read() throws StoreException {
        store.put("members", "a", "one");

        assertThat(store.read("members", "a")).contains(Bytes.utf8("one"));
        assertThat(store.read("members", "b")).isEmpty();
        assertThat(store.read("packets", "a")).isEmpty();
    }

    @Test
    void a_value_may_be_empty_and_a_key_any_bytes() throws StoreException {
        Bytes key = Bytes.wrap(new byte[64]);
        store.commit(Change.put("a", key, Bytes.EMPTY));

        assertThat(StoreProbe.await(store.store().read("a", key))).contains(Bytes.EMPTY);
    }

    @Test
    void a_scan_goes_by_position_and_ends_at_its_limit() throws StoreException {
        long first = store.put("members", "c", "1");
        store.put("other", "x", "-");
        store.put("members", "b", "2");
        store.put("members", "a", "3");

        assertThat(keys(store.scan("members", -1, 10))).containsExactly("c", "b", "a");
        assertThat(keys(store.scan("members", -1, 2))).containsExactly("c", "b");
        assertThat(keys(store.scan("members", first, 10))).containsExactly("b", "a");
        assertThat(store.scan("members", -1, 1))
                .containsExactly(new StoredEntry(first, Bytes.utf8("c"), Bytes.utf8("1")));
    }

    @Test
    void several_values_are_read_in_the_order_of_their_keys() throws StoreException {
        for (int i = 0; i < 100; i++) {
            store.put("members", "key " + i, "value " + i);
        }
        List<Bytes> keys =
                List.of(Bytes.utf8("key 99"), Bytes.utf8("nothing"), Bytes.utf8("key 3"), Bytes.utf8("key 99"));

        assertThat(StoreProbe.await(store.store().readAll("members", keys)))
                .containsExactly(
                        Optional.of(Bytes.utf8("value 99")),
                        Optional.empty(),
                        Optional.of(Bytes.utf8("value 3")),
                        Optional.of(Bytes.utf8("value 99")));
        assertThat(StoreProbe.await(store.store().readAll("nowhere", keys))).containsOnly(Optional.empty());
    }

    @Test
    void a_value_can_be_found_in_the_order_of_positions() throws StoreException {
        store.put("members", "a", "1");
        long last = store.commit(
                Change.put("members", Bytes.utf8("b"), Bytes.utf8("2")),
                Change.put("other", Bytes.utf8("b"), Bytes.utf8("-")),
                Change.put("members", Bytes.utf8("c"), Bytes.utf8("3")));

        assertThat(store.locate("members", "c")).contains(last);
        assertThat(store.locate("members", "b")).contains(last - 2);
        assertThat(store.scan("members", last - 3, 10)).hasSize(2);
        assertThat(store.locate("members", "d")).isEmpty();
        assertThat(store.locate("nowhere", "a")).isEmpty();

        store.remove("members", "b");
        assertThat(store.locate("members", "b")).isEmpty();
    }

    @Test
    void a_value_that_is_replaced_moves_to_the_end() throws StoreException {
        long before = store.put("members", "a", "1");
        store.put("members", "b", "2");
        long after = store.put("members", "a", "3");

        assertThat(after).isGreaterThan(before);
        assertThat(keys(store.all("members"))).containsExactly("b", "a");
        assertThat(store.read("members", "a")).contains(Bytes.utf8("3"));
    }

    @Test
    void a_key_that_was_removed_is_gone_and_may_come_back() throws StoreException {
        store.put("members", "a", "1");
        store.put("members", "b", "2");
        store.remove("members", "a");
        store.remove("members", "never-there");

        assertThat(store.read("members", "a")).isEmpty();
        assertThat(keys(store.all("members"))).containsExactly("b");

        store.put("members", "a", "3");
        assertThat(keys(store.all("members"))).containsExactly("b", "a");
    }

    @Test
    void changes_of_one_batch_follow_each_other() throws StoreException {
        Bytes key = Bytes.utf8("k");
        long last = store.commit(
                Change.put("a", key, Bytes.utf8("1")),
                Change.put("b", key, Bytes.utf8("2")),
                Change.remove("b", key),
                Change.put("a", key, Bytes.utf8("3")));

        assertThat(store.all("a")).containsExactly(new StoredEntry(last, key, Bytes.utf8("3")));
        assertThat(store.all("b")).isEmpty();
    }

    @Test
    void a_batch_of_the_largest_size_is_applied_whole() throws StoreException {
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < 4096; i++) {
            changes.add(Change.put("many", Bytes.utf8("k" + i), Bytes.utf8("v" + i)));
        }
        StoreProbe.await(store.store().commit(changes));

        assertThat(store.all("many")).hasSize(4096);
        assertThat(store.scan("many", -1, 4096)).hasSize(4096);
        restart();
        assertThat(store.read("many", "k4095")).contains(Bytes.utf8("v4095"));
        assertThat(store.store().health().entries()).isEqualTo(4096);
    }

    @Test
    void values_of_the_largest_size_come_back_and_end_a_page() throws StoreException {
        Bytes large = Bytes.wrap(new byte[PacketStore.MAX_VALUE_BYTES]);
        for (int i = 0; i < 3; i++) {
            store.commit(Change.put("large", Bytes.utf8("k" + i), large));
        }

        List<StoredEntry> page = store.scan("large", -1, 10);
        assertThat(page).hasSizeBetween(1, 2);
        assertThat(page.get(0).value()).isEqualTo(large);
        assertThat(keys(store.all("large"))).containsExactly("k0", "k1", "k2");
    }

    @Test
    void what_breaks_the_limits_is_the_callers_mistake() {
        PacketStore target = store.store();
        Bytes key = Bytes.utf8("k");
        Bytes tooLarge = Bytes.wrap(new byte[PacketStore.MAX_VALUE_BYTES + 1]);

        mistake(() -> target.commit(List.of()));
        mistake(() -> target.commit(new ArrayList<>(Collections.nCopies(4097, Change.remove("a", key)))));
        mistake(() -> target.commit(List.of(Change.put("a", key, tooLarge))));
        mistake(() -> target.commit(List.of(Change.put("a", Bytes.EMPTY, key))));
        mistake(() -> target.commit(List.of(Change.put("a", Bytes.wrap(new byte[65]), key))));
        mistake(() -> target.commit(List.of(Change.put("", key, key))));
        mistake(() -> target.commit(List.of(Change.put("A", key, key))));
        mistake(() -> target.commit(List.of(Change.put("a".repeat(65), key, key))));
        mistake(() -> target.scan("a", -1, 0));
        mistake(() -> target.readAll("a", List.of()));
        mistake(() -> target.scan("a", -1, 4097));
        mistake(() -> stores.open("../up", KEY, loops.next()));
        mistake(() -> stores.open("x", Secret.copyOf(new byte[31]), loops.next()));
    }

    private static void mistake(Runnable call) {
        assertThatThrownBy(call::run).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everything_is_there_again_after_a_restart_and_positions_go_on() throws StoreException {
        for (int i = 0; i < 300; i++) {
            store.put("a" + i % 3, "k" + i % 50, "v" + i);
        }
        store.remove("a0", "k0");
        List<StoredEntry> a0 = store.all("a0");
        List<StoredEntry> a1 = store.all("a1");
        long last = store.remove("a2", "k2");

        restart();

        assertThat(store.all("a0")).isEqualTo(a0);
        assertThat(store.all("a1")).isEqualTo(a1);
        assertThat(store.store().health().entries())
                .isEqualTo(a0.size() + a1.size() + store.all("a2").size());
        assertThat(store.put("a0", "k0", "new")).isGreaterThan(last);
    }

    @Test
    void areas_that_hold_something_are_named() throws StoreException {
        assertThat(StoreProbe.await(store.store().areas())).isEmpty();
        store.put("b", "k", "1");
        store.put("a/1", "k", "2");
        store.put("gone", "k", "3");
        store.remove("gone", "k");

        assertThat(StoreProbe.await(store.store().areas())).containsExactly("a/1", "b");
        restart();
        assertThat(StoreProbe.await(store.store().areas())).containsExactly("a/1", "b");
    }

    @Test
    void positions_go_on_when_nothing_is_left() throws StoreException {
        store.put("a", "k", "v");
        long last = store.remove("a", "k");

        restart();

        assertThat(store.put("a", "k", "v")).isGreaterThan(last);
    }

    @Test
    void batches_are_applied_in_the_order_of_the_calls() throws StoreException {
        List<CompletionStage<Long>> stages = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            stages.add(store.store().commit(List.of(Change.put("a", Bytes.utf8("k" + i % 10), Bytes.utf8("v" + i)))));
        }
        long before = -1;
        for (CompletionStage<Long> stage : stages) {
            long position = StoreProbe.await(stage);
            assertThat(position).isGreaterThan(before);
            before = position;
        }
        for (int i = 0; i < 10; i++) {
            assertThat(store.read("a", "k" + i)).contains(Bytes.utf8("v" + (990 + i)));
        }
    }

    @Test
    void many_threads_may_write_and_read() throws Exception {
        List<CompletableFuture<Void>> writers = new ArrayList<>();
        for (int w = 0; w < 4; w++) {
            String area = "w" + w;
            writers.add(CompletableFuture.runAsync(() -> writeAndRead(area), task -> new Thread(task).start()));
        }
        CompletableFuture.allOf(writers.toArray(CompletableFuture[]::new)).get();

        for (int w = 0; w < 4; w++) {
            assertThat(store.all("w" + w)).hasSize(100);
        }
    }

    private void writeAndRead(String area) {
        try {
            for (int i = 0; i < 100; i++) {
                store.put(area, "k" + i, "v" + i);
                assertThat(store.read(area, "k" + i)).contains(Bytes.utf8("v" + i));
                assertThat(store.scan(area, -1, 200)).hasSize(i + 1);
            }
        } catch (StoreException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void stages_complete_on_the_loop() throws StoreException {
        CompletableFuture<Boolean> written = new CompletableFuture<>();
        CompletableFuture<Boolean> found = new CompletableFuture<>();
        // From the loop itself, so that no stage is complete before somebody listens.
        loops.next().execute(() -> {
            store.store()
                    .commit(List.of(Change.put("a", Bytes.utf8("k"), Bytes.utf8("v"))))
                    .thenRun(() -> written.complete(loops.next().inLoop()));
            store.store()
                    .read("a", Bytes.utf8("k"))
                    .thenRun(() -> found.complete(loops.next().inLoop()));
        });

        assertThat(StoreProbe.await(written)).isTrue();
        assertThat(StoreProbe.await(found)).isTrue();
    }

    @Test
    void a_store_is_open_once_only() {
        assertFailure(stores.open(NAME, KEY, loops.next()), StoreException.Reason.LOCKED);
        assertFailure(stores.destroy(NAME), StoreException.Reason.LOCKED);
    }

    @Test
    void with_another_key_a_store_does_not_open_and_nothing_is_lost() throws StoreException {
        store.put("a", "k", "v");
        store.close();
        byte[] other = new byte[32];
        other[0] = 1;

        assertFailure(stores.open(NAME, Secret.copyOf(other), loops.next()), StoreException.Reason.FAILED);

        store = StoreProbe.open(stores, NAME, KEY, loops);
        assertThat(store.read("a", "k")).contains(Bytes.utf8("v"));
    }

    @Test
    void stores_of_one_provider_know_nothing_of_each_other() throws StoreException {
        StoreProbe other = StoreProbe.open(stores, "store-2", KEY, loops);
        store.put("a", "k", "1");
        other.put("a", "k", "2");

        assertThat(store.read("a", "k")).contains(Bytes.utf8("1"));
        assertThat(other.read("a", "k")).contains(Bytes.utf8("2"));
    }

    @Test
    void what_was_begun_is_finished_by_closing_and_then_nothing_more_is_taken() throws StoreException {
        CompletionStage<Long> begun = store.store().commit(List.of(Change.put("a", Bytes.utf8("k"), Bytes.utf8("v"))));
        store.close();
        store.close();

        assertThat(StoreProbe.await(begun)).isNotNegative();
        assertFailure(store.store().commit(List.of(Change.remove("a", Bytes.utf8("k")))), StoreException.Reason.CLOSED);
        assertFailure(store.store().read("a", Bytes.utf8("k")), StoreException.Reason.CLOSED);
        assertFailure(store.store().scan("a", -1, 1), StoreException.Reason.CLOSED);

        store = StoreProbe.open(stores, NAME, KEY, loops);
        assertThat(store.read("a", "k")).contains(Bytes.utf8("v"));
    }

    @Test
    void a_provider_that_stops_closes_its_stores() throws StoreException {
        store.put("a", "k", "v");
        stop(stores);

        assertFailure(store.store().read("a", Bytes.utf8("k")), StoreException.Reason.CLOSED);
        restart();
        assertThat(store.read("a", "k")).contains(Bytes.utf8("v"));
    }

    @Test
    void a_store_that_was_destroyed_is_empty_when_it_is_opened_again() throws StoreException {
        store.put("a", "k", "v");
        store.close();
        StoreProbe.await(stores.destroy(NAME));
        StoreProbe.await(stores.destroy("never-there"));

        store = StoreProbe.open(stores, NAME, KEY, loops);
        assertThat(store.all("a")).isEmpty();
    }

    private static void assertFailure(CompletionStage<?> stage, StoreException.Reason reason) {
        assertThatThrownBy(() -> StoreProbe.await(stage))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        failure -> assertThat(failure.reason()).isEqualTo(reason));
    }

    private static List<String> keys(List<StoredEntry> entries) {
        return entries.stream()
                .map(entry -> new String(entry.key().toArray(), StandardCharsets.UTF_8))
                .toList();
    }
}
