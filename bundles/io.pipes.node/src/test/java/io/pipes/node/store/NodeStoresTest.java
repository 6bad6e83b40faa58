// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.api.PipesException;
import io.pipes.api.store.StoreInfo;
import io.pipes.api.store.StoreMove.Step;
import io.pipes.base.Bytes;
import io.pipes.base.Disk;
import io.pipes.base.Secret;
import io.pipes.spi.storage.PacketStores;
import io.pipes.spi.storage.StoreException;
import io.pipes.testkit.crypto.SimulatedSuite;
import io.pipes.testkit.storage.MemoryPacketStores;
import io.pipes.testkit.storage.SimulatedDisk;
import io.pipes.testkit.storage.StoreProbe;
import io.pipes.testkit.storage.StoreShelf;
import io.pipes.testkit.storage.ThreadLoops;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeStoresTest {
    private static final int FOR_EVER = Integer.MAX_VALUE;
    private static final Secret KEY = Secret.copyOf(new byte[32]);
    private static final List<String> NODES = List.of("node-1", "node-2");

    private final SimulatedDisk disk = new SimulatedDisk(1);
    private final StoreShelf derbyShelf = new StoreShelf();
    private final StoreShelf postgresqlShelf = new StoreShelf();
    private final ThreadLoops loops = new ThreadLoops();

    @AfterEach
    void stop() {
        loops.close();
    }

    /** One life of a process with both stores. */
    private final class Process implements NodeStores.Stage {
        private final NamedStores.Life life;
        private final NamedStores derby;
        private final NamedStores postgresql;
        private final NodeStores stores;
        private final List<String> seen = new ArrayList<>();

        Process(int calls) {
            this(calls, disk);
        }

        Process(int calls, Disk disk) {
            life = new NamedStores.Life(calls);
            derby = new NamedStores("derby", new MemoryPacketStores(derbyShelf, Duration.ZERO), life);
            postgresql = new NamedStores("postgresql", new MemoryPacketStores(postgresqlShelf, Duration.ZERO), life);
            stores = new NodeStores(disk, new Keys(), new SimulatedSuite(), loops.next(), loops.blocking(), this);
        }

        Process start() {
            stores.add(derby);
            stores.add(postgresql);
            return this;
        }

        @Override
        public void show(PacketStores shown) {
            seen.add(shown.kind());
        }

        @Override
        public void withdraw() {
            seen.add("nothing");
        }

        StoreInfo move(String kind) {
            return await(stores.move(kind).toCompletableFuture());
        }
    }

    private static final class Keys implements StoreKeys {
        @Override
        public Map<String, Secret> ofNodes() {
            Map<String, Secret> keys = new LinkedHashMap<>();
            NODES.forEach(node -> keys.put(node, KEY.copy()));
            return keys;
        }

        @Override
        public List<String> names() {
            return NODES;
        }
    }

    private static <T> T await(CompletableFuture<T> future) {
        return future.orTimeout(30, TimeUnit.SECONDS).join();
    }

    private static PipesException failure(CompletableFuture<?> future) {
        try {
            await(future);
        } catch (CompletionException e) {
            return (PipesException) e.getCause();
        }
        throw new AssertionError("It did not fail");
    }

    private void fill(StoreShelf shelf) throws StoreException {
        for (String node : NODES) {
            StoreProbe store = StoreProbe.open(new MemoryPacketStores(shelf, Duration.ZERO), node, KEY, loops);
            for (int i = 0; i < 10; i++) {
                store.put("area/" + i % 2, "key " + (9 - i), node + " " + i);
            }
            store.remove("area/1", "key 0");
            store.close();
        }
    }

    /** All keys and values in their order; positions are the store's own. */
    private List<String> contents(StoreShelf shelf) throws StoreException {
        List<String> contents = new ArrayList<>();
        for (String node : NODES) {
            StoreProbe store = StoreProbe.open(new MemoryPacketStores(shelf, Duration.ZERO), node, KEY, loops);
            for (String area : StoreProbe.await(store.store().areas())) {
                store.all(area).forEach(entry -> contents.add(node + area + entry.key() + entry.value()));
            }
            store.close();
        }
        return contents;
    }

    private StoreChoice choice() throws IOException {
        return new ChoiceFile(disk).read();
    }

    @Test
    void a_home_that_says_nothing_is_kept_in_derby() {
        Process process = new Process(FOR_EVER).start();

        assertThat(process.seen).containsExactly("derby");
        assertThat(process.stores.info().kind()).isEqualTo("derby");
        assertThat(process.stores.info().installed()).containsExactly("derby", "postgresql");
        assertThat(process.stores.info().problems()).isEmpty();
    }

    @Test
    void nodes_see_only_the_store_that_is_theirs_and_lose_it_when_it_goes() {
        Process process = new Process(FOR_EVER);

        process.stores.add(process.postgresql);
        assertThat(process.seen).isEmpty();
        assertThat(process.stores.info().problems()).singleElement().asString().contains("'derby'", "feature:install");

        process.stores.add(process.derby);
        process.stores.remove(process.postgresql);
        process.stores.remove(process.derby);
        process.stores.add(process.derby);
        process.stores.stop();
        assertThat(process.seen).containsExactly("derby", "nothing", "derby", "nothing");
    }

    @Test
    void nodes_move_with_everything_and_back_again() throws Exception {
        fill(derbyShelf);
        List<String> before = contents(derbyShelf);
        // Ten keys of each node, one of them removed again.
        assertThat(before).hasSize(2 * 9);

        StoreInfo there = new Process(FOR_EVER).start().move("postgresql");
        assertThat(there.kind()).isEqualTo("postgresql");
        assertThat(there.move().orElseThrow().step()).isEqualTo(Step.DONE);
        assertThat(there.move().orElseThrow().nodes()).isEqualTo(2);
        assertThat(there.move().orElseThrow().entries()).isEqualTo(before.size());
        assertThat(contents(postgresqlShelf)).isEqualTo(before);
        assertThat(contents(derbyShelf)).isEmpty();
        assertThat(choice()).isEqualTo(StoreChoice.of("postgresql"));

        Process next = new Process(FOR_EVER).start();
        assertThat(next.seen).containsExactly("postgresql");
        next.move("derby");
        assertThat(next.seen).containsExactly("postgresql", "nothing", "derby");
        assertThat(contents(derbyShelf)).isEqualTo(before);
        assertThat(contents(postgresqlShelf)).isEmpty();
    }

    @Test
    void whenever_the_process_dies_the_home_names_a_store_that_is_whole() throws Exception {
        fill(derbyShelf);
        List<String> before = contents(derbyShelf);
        int deaths = 0;
        int after = 0;
        while (true) {
            Process dying = new Process(after++).start();
            CompletableFuture<StoreInfo> moving =
                    dying.stores.move("postgresql").toCompletableFuture();
            await(CompletableFuture.anyOf(moving, dying.life.death()).thenApply(any -> any));
            if (moving.isDone()) {
                break;
            }
            deaths++;
            StoreChoice left = choice();
            StoreShelf whole = left.kind().equals("derby") ? derbyShelf : postgresqlShelf;
            assertThat(contents(whole)).as("after %d calls", after).isEqualTo(before);
            assertThat(left.remains()).as("after %d calls", after).isPresent();
            // The next start clears what is left; then all over again.
            Process next = new Process(FOR_EVER).start();
            cleared(next);
            if (left.kind().equals("postgresql")) {
                assertThat(contents(derbyShelf)).isEmpty();
                next.move("derby");
            }
        }
        assertThat(deaths).isGreaterThan(40);
        assertThat(contents(postgresqlShelf)).isEqualTo(before);
    }

    @Test
    void what_an_interrupted_move_has_left_is_destroyed_at_the_next_start() throws Exception {
        fill(derbyShelf);
        Process dying = new Process(20).start();
        dying.stores.move("postgresql");
        await(dying.life.death());
        assertThat(contents(postgresqlShelf)).isNotEmpty();

        Process next = new Process(FOR_EVER).start();
        cleared(next);

        assertThat(next.seen).containsExactly("derby");
        assertThat(contents(postgresqlShelf)).isEmpty();
        assertThat(contents(derbyShelf)).isNotEmpty();
        assertThat(choice()).isEqualTo(StoreChoice.USUAL);
    }

    private void cleared(Process process) throws Exception {
        long begun = loops.next().clock().nanos();
        while (choice().remains().isPresent()) {
            assertThat(loops.next().clock().nanos() - begun).isLessThan(TimeUnit.SECONDS.toNanos(30));
            CompletableFuture<Void> later = new CompletableFuture<>();
            loops.next().schedule(Duration.ofMillis(5), () -> later.complete(null));
            await(later);
        }
        assertThat(process.stores.info().problems()).isEmpty();
    }

    @Test
    void a_store_that_fails_leaves_everything_as_it_was() throws Exception {
        fill(derbyShelf);
        List<String> before = contents(derbyShelf);
        MemoryPacketStores broken = new MemoryPacketStores(postgresqlShelf, Duration.ZERO);
        broken.stop();
        Process process = new Process(FOR_EVER);
        process.stores.add(process.derby);
        process.stores.add(new NamedStores("postgresql", broken, process.life));

        PipesException failure = failure(process.stores.move("postgresql").toCompletableFuture());

        assertThat(failure.code()).isEqualTo(PipesException.Code.STORAGE);
        assertThat(failure).hasMessageContaining("Nothing was moved").hasMessageContaining("were stopped");
        assertThat(process.seen).containsExactly("derby", "nothing", "derby");
        assertThat(process.stores.info().move().orElseThrow().step()).isEqualTo(Step.FAILED);
        assertThat(contents(derbyShelf)).isEqualTo(before);
        assertThat(choice().kind()).isEqualTo("derby");
    }

    @Test
    void a_copy_that_is_not_the_same_is_not_switched_to() throws Exception {
        fill(derbyShelf);
        Process process = new Process(FOR_EVER);
        process.stores.add(process.derby);
        process.stores.add(new ForgetfulStores("postgresql", new MemoryPacketStores(postgresqlShelf, Duration.ZERO)));

        PipesException failure = failure(process.stores.move("postgresql").toCompletableFuture());

        assertThat(failure).hasMessageContaining("is not what was found");
        assertThat(choice().kind()).isEqualTo("derby");
        assertThat(contents(derbyShelf)).isNotEmpty();
    }

    @Test
    void a_move_comes_to_nothing_when_its_bundle_is_stopped() throws Exception {
        fill(derbyShelf);
        List<String> before = contents(derbyShelf);
        int calls = 0;
        boolean moved = false;
        while (!moved) {
            Process stopped = new Process(FOR_EVER).start();
            stopped.life.onCall(calls++, stopped.stores::stop);
            CompletableFuture<StoreInfo> moving =
                    stopped.stores.move("postgresql").toCompletableFuture();
            await(moving.handle((info, failure) -> true));
            StoreChoice left = choice();
            moved = left.kind().equals("postgresql");
            StoreShelf whole = moved ? postgresqlShelf : derbyShelf;
            assertThat(contents(whole)).as("stopped at call %d", calls).isEqualTo(before);
            assertThat(moving.isCompletedExceptionally())
                    .as("stopped at call %d", calls)
                    .isEqualTo(!moved);
        }
        assertThat(calls).isGreaterThan(40);
    }

    /** @param failures how often the line stands there although writing it failed */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void a_switch_of_which_it_is_not_known_whether_it_counts_is_made_sure_of_or_ends_everything(int failures)
            throws Exception {
        fill(derbyShelf);
        List<String> before = contents(derbyShelf);
        DoubtfulDisk doubtful = new DoubtfulDisk(disk, "store = postgresql", failures);
        Process process = new Process(FOR_EVER, doubtful).start();

        boolean moved = await(
                process.stores.move("postgresql").toCompletableFuture().handle((info, failure) -> failure == null));

        assertThat(moved).isEqualTo(failures == 1);
        assertThat(process.seen).last().isEqualTo(moved ? "postgresql" : "nothing");
        assertThat(choice().kind()).isEqualTo("postgresql");
        assertThat(contents(postgresqlShelf)).isEqualTo(before);
        if (!moved) {
            assertThat(contents(derbyShelf)).as("whichever is used next").isEqualTo(before);
            assertThat(process.stores.info().problems())
                    .singleElement()
                    .asString()
                    .contains("start again");
        }
    }

    @Test
    void moves_that_make_no_sense_are_refused() {
        Process process = new Process(FOR_EVER);
        process.stores.add(process.derby);

        assertThat(failure(process.stores.move("derby").toCompletableFuture()).code())
                .isEqualTo(PipesException.Code.INVALID_ARGUMENT);
        PipesException missing = failure(process.stores.move("postgresql").toCompletableFuture());
        assertThat(missing.code()).isEqualTo(PipesException.Code.FEATURE_MISSING);
        assertThat(missing).hasMessageContaining("only: derby");
        assertThat(process.seen).containsExactly("derby");
    }

    @Test
    void a_damaged_choice_is_not_guessed_at() throws Exception {
        for (String nonsense :
                List.of("", "derby", "store = derby\nremains = derby\n", "store = DERBY\n", "store = a\nx\n")) {
            disk.replace("store.txt", Bytes.utf8(nonsense));
            Process process = new Process(FOR_EVER).start();

            assertThat(process.seen).isEmpty();
            assertThat(process.stores.info().problems())
                    .singleElement()
                    .asString()
                    .contains("db/store.txt");
            assertThat(failure(process.stores.move("postgresql").toCompletableFuture())
                            .code())
                    .isEqualTo(PipesException.Code.STORAGE);
        }
    }

    @Test
    void a_choice_is_read_as_it_was_written() throws Exception {
        for (StoreChoice choice :
                List.of(StoreChoice.USUAL, StoreChoice.of("postgresql").withRemains("derby"))) {
            assertThat(StoreChoice.decode(choice.encode())).isEqualTo(choice);
        }
        assertThatThrownBy(() -> StoreChoice.of("derby").withRemains("derby"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
