// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.api.PipesException;
import io.pipes.api.store.StoreInfo;
import io.pipes.base.Bytes;
import io.pipes.base.Secret;
import io.pipes.crypto.Pipes1Suite;
import io.pipes.node.store.NodeStores;
import io.pipes.node.store.StoreKeys;
import io.pipes.runtime.SecureRandomness;
import io.pipes.runtime.disk.FileDisk;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.PacketStore;
import io.pipes.spi.storage.PacketStores;
import io.pipes.spi.storage.StoreException;
import io.pipes.spi.storage.StoreHealth;
import io.pipes.storage.derby.DerbyPacketStores;
import io.pipes.storage.derby.StoreOptions;
import io.pipes.storage.derby.log.LogOptions;
import io.pipes.storage.postgresql.server.TestServer;
import io.pipes.testkit.storage.StoreProbe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From Derby to PostgreSQL and back, with the production suite, a real disk and a real server. */
@Tag("long")
class MovingTest {
    private static final List<String> NODES = List.of("node-1", "node-2");

    @TempDir
    Path db;

    private Bench bench;
    private DerbyPacketStores derby;
    private NodeStores stores;
    private PacketStores shown;

    private static final class Keys implements StoreKeys {
        @Override
        public Map<String, Secret> ofNodes() {
            Map<String, Secret> keys = new LinkedHashMap<>();
            NODES.forEach(node -> keys.put(node, Bench.KEY.copy()));
            return keys;
        }

        @Override
        public List<String> names() {
            return NODES;
        }
    }

    private final class Stage implements NodeStores.Stage {
        @Override
        public void show(PacketStores chosen) {
            shown = chosen;
        }

        @Override
        public void withdraw() {
            shown = null;
        }
    }

    @BeforeAll
    static void needs_a_server() throws Exception {
        TestServer.shared();
    }

    @BeforeEach
    void start() throws Exception {
        bench = new Bench(TestServer.shared());
        derby = new DerbyPacketStores(
                new FileDisk(db),
                db,
                new Pipes1Suite(),
                bench.loops.blocking(),
                new SecureRandomness(),
                // Without a database of Derby's, which takes seconds to make and is derived from the log.
                new StoreOptions(LogOptions.USUAL, 64 << 20));
        stores = process();
        stores.add(derby);
        stores.add(bench.stores());
    }

    private NodeStores process() {
        return new NodeStores(
                new FileDisk(db),
                new Keys(),
                new Pipes1Suite(),
                bench.loops.next(),
                bench.loops.blocking(),
                new Stage());
    }

    @AfterEach
    void stop() {
        derby.close();
        bench.close();
    }

    private StoreInfo move(String kind) {
        return stores.move(kind)
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    /** Small and large values, replaced and removed ones. */
    private void fill(PacketStores target) throws StoreException {
        Random random = new Random(7);
        for (String node : NODES) {
            StoreProbe store = StoreProbe.open(target, node, Bench.KEY, bench.loops);
            for (int batch = 0; batch < 15; batch++) {
                List<Change> changes = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    Bytes key = Bytes.utf8("key " + random.nextInt(800));
                    String area = "area/" + random.nextInt(5);
                    changes.add(
                            random.nextInt(8) == 0
                                    ? Change.remove(area, key)
                                    : Change.put(area, key, value(random, 200)));
                }
                StoreProbe.await(store.store().commit(changes));
            }
            for (int i = 0; i < 3; i++) {
                store.commit(Change.put("large", Bytes.utf8("k" + i), value(random, PacketStore.MAX_VALUE_BYTES)));
            }
            store.close();
        }
    }

    private static Bytes value(Random random, int size) {
        byte[] value = new byte[size];
        random.nextBytes(value);
        return Bytes.wrap(value);
    }

    private List<String> contents(PacketStores provider) throws StoreException {
        List<String> contents = new ArrayList<>();
        for (String node : NODES) {
            StoreProbe store = StoreProbe.open(provider, node, Bench.KEY, bench.loops);
            for (String area : StoreProbe.await(store.store().areas())) {
                store.all(area)
                        .forEach(entry -> contents.add(
                                node + " " + area + " " + entry.key() + " " + new Pipes1Suite().hash(entry.value())));
            }
            StoreHealth health = store.store().health();
            assertThat(health.quarantined()).isZero();
            store.close();
        }
        return contents;
    }

    @Test
    void a_node_moves_to_postgresql_and_back_with_everything_in_its_order() throws Exception {
        fill(derby);
        List<String> before = contents(derby);
        assertThat(before).hasSizeGreaterThan(500);

        assertThat(move("postgresql").kind()).isEqualTo("postgresql");
        assertThat(shown).isSameAs(bench.stores());
        assertThat(contents(bench.stores())).isEqualTo(before);
        assertThat(contents(derby)).isEmpty();

        assertThat(move("derby").kind()).isEqualTo("derby");
        assertThat(shown).isSameAs(derby);
        assertThat(contents(derby)).isEqualTo(before);
        assertThat(bench.sql("SELECT count(*) FROM pipes.entry")).isZero();
    }

    @Test
    void a_database_that_fails_in_the_middle_leaves_the_node_where_it_was() throws Exception {
        fill(derby);
        List<String> before = contents(derby);
        StoreProbe made = StoreProbe.open(bench.stores(), "somebody-else", Bench.KEY, bench.loops);
        bench.sql(
                "CREATE FUNCTION pipes.full_disk() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN"
                        + " IF (SELECT count(*) FROM pipes.entry) > 500 THEN"
                        + " RAISE EXCEPTION ''could not extend file'' USING ERRCODE = ''53100''; END IF; RETURN NULL; END'",
                "CREATE TRIGGER full_disk AFTER INSERT ON pipes.entry EXECUTE FUNCTION pipes.full_disk()");

        assertThatThrownBy(() -> move("postgresql"))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(PipesException.class)
                .hasMessageContaining("Nothing was moved")
                .hasMessageContaining("is full");
        assertThat(shown).isSameAs(derby);
        assertThat(contents(derby)).isEqualTo(before);

        bench.sql("DROP TRIGGER full_disk ON pipes.entry");
        Eventually.holds(
                bench.loops.next(),
                "what was copied is cleared",
                () -> bench.sql("SELECT count(*) FROM pipes.entry") == 0);
        made.close();
        Eventually.holds(bench.loops.next(), "it can be moved again", () -> {
            CompletableFuture<StoreInfo> again = stores.move("postgresql").toCompletableFuture();
            return again.handle((info, failure) -> failure == null).get(60, TimeUnit.SECONDS);
        });
        assertThat(contents(bench.stores())).isEqualTo(before);
    }

    @Test
    void a_store_that_somebody_has_open_is_not_moved() throws Exception {
        fill(derby);
        StoreProbe open = StoreProbe.open(derby, NODES.get(1), Bench.KEY, bench.loops);

        assertThatThrownBy(() -> move("postgresql")).hasMessageContaining("Nothing was moved");
        open.close();
        assertThat(stores.info().kind()).isEqualTo("derby");
        assertThat(contents(derby)).hasSizeGreaterThan(500);
    }

    @Test
    void the_next_process_finds_the_node_where_it_was_moved_to() throws Exception {
        fill(derby);
        move("postgresql");
        stores.stop();
        assertThat(shown).isNull();

        NodeStores next = process();
        next.add(derby);
        assertThat(shown).isNull();
        next.add(bench.stores());
        assertThat(shown).isSameAs(bench.stores());
    }
}
