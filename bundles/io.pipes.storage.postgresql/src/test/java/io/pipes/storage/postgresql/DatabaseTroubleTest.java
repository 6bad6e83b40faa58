// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pipes.base.Bytes;
import io.pipes.spi.storage.StoreException;
import io.pipes.spi.storage.StoreException.Reason;
import io.pipes.spi.storage.StoredEntry;
import io.pipes.storage.postgresql.server.TestServer;
import io.pipes.testkit.storage.StoreProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A database that takes nothing, has lost something, or was changed by somebody else. */
class DatabaseTroubleTest {
    private static final String OURS = "pid <> pg_backend_pid() AND datname = current_database()";

    private Bench bench;
    private StoreProbe store;

    @BeforeAll
    static void needs_a_server() throws Exception {
        TestServer.shared();
    }

    @BeforeEach
    void open() throws Exception {
        bench = new Bench(TestServer.shared());
        store = bench.open();
        store.put("a", "k", "before");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private void disconnect() throws Exception {
        bench.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE " + OURS);
    }

    private void hasNoProblem() throws Exception {
        Eventually.holds(
                bench.loops.next(),
                "the store has no problem any more",
                () -> store.store().health().problems().isEmpty());
    }

    @Test
    void a_full_disk_is_told_as_one_and_reading_goes_on() throws Exception {
        bench.sql(
                "CREATE FUNCTION pipes.full_disk() RETURNS trigger LANGUAGE plpgsql AS"
                        + " 'BEGIN RAISE EXCEPTION ''could not extend file'' USING ERRCODE = ''53100''; END'",
                "CREATE TRIGGER full_disk BEFORE INSERT ON pipes.entry EXECUTE FUNCTION pipes.full_disk()");

        StoreException failure = catchThrowableOfType(StoreException.class, () -> store.put("a", "k", "lost"));

        assertThat(failure.reason()).isEqualTo(Reason.FULL);
        assertThat(failure).hasMessageContaining("is full");
        assertThat(store.read("a", "k")).contains(Bytes.utf8("before"));
        assertThat(store.store().health().problems()).containsExactly(failure.getMessage());

        bench.sql("DROP TRIGGER full_disk ON pipes.entry");
        store.put("a", "k", "after");
        assertThat(store.read("a", "k")).contains(Bytes.utf8("after"));
        assertThat(store.store().health().problems()).isEmpty();
        assertThat(store.store().health().entries()).isEqualTo(1);
    }

    @Test
    void a_database_that_was_made_read_only_is_told_and_used_again_when_it_takes_changes() throws Exception {
        String alter = "ALTER DATABASE \"" + bench.database + "\" ";
        bench.sql(alter + "SET default_transaction_read_only = on");
        disconnect();
        Eventually.holds(bench.loops.next(), "the read-only database was noticed", () -> {
            StoreException failure = catchThrowableOfType(StoreException.class, () -> store.put("a", "k", "lost"));
            assertThat(failure).isNotNull();
            return failure.getMessage().contains("takes no changes");
        });
        assertThat(store.read("a", "k")).contains(Bytes.utf8("before"));

        bench.sql("SET default_transaction_read_only = off", alter + "RESET default_transaction_read_only");
        disconnect();
        hasNoProblem();
        store.put("a", "k", "after");
        assertThat(store.read("a", "k")).contains(Bytes.utf8("after"));
    }

    @Test
    void a_connection_that_was_cut_is_made_again() throws Exception {
        disconnect();
        assertThat(store.read("a", "k")).contains(Bytes.utf8("before"));
        catchThrowableOfType(StoreException.class, () -> store.put("a", "k", "lost or not"));
        hasNoProblem();

        long first = store.put("a", "k", "after");
        assertThat(store.read("a", "k")).contains(Bytes.utf8("after"));
        assertThat(store.locate("a", "k")).contains(first);
    }

    @Test
    void what_the_database_has_lost_is_told_and_positions_go_on() throws Exception {
        long last = store.put("a", "lost", "1");
        bench.sql("DELETE FROM pipes.entry WHERE position = " + last, "UPDATE pipes.store SET next_position = " + last);
        disconnect();
        catchThrowableOfType(StoreException.class, () -> store.put("a", "k", "lost or not"));
        Eventually.holds(
                bench.loops.next(),
                "the loss was told",
                () -> store.store().health().problems().stream()
                        .anyMatch(problem -> problem.contains("has lost the last 1 changes")));

        assertThat(store.put("a", "k", "after")).isGreaterThan(last);
    }

    @Test
    void who_writes_in_spite_of_the_lock_is_noticed() throws Exception {
        bench.sql("UPDATE pipes.store SET next_position = next_position + 100");

        StoreException failure = catchThrowableOfType(StoreException.class, () -> store.put("a", "k", "x"));

        assertThat(failure).hasMessageContaining("somebody else");
        hasNoProblem();
        assertThat(store.put("a", "k", "after")).isGreaterThan(100);
    }

    @Test
    void a_damaged_entry_is_set_aside_and_counted_once() throws Exception {
        store.put("a", "bad", "two");
        store.put("a", "good", "three");
        bench.sql("UPDATE pipes.entry SET sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1) WHERE position = 1");

        assertThat(store.read("a", "bad")).isEmpty();
        assertThat(store.read("a", "bad")).isEmpty();
        assertThat(store.all("a")).extracting(StoredEntry::key).containsExactly(Bytes.utf8("k"), Bytes.utf8("good"));
        assertThat(store.store().health().quarantined()).isEqualTo(1);
        assertThat(store.store().health().problems())
                .hasSize(1)
                .first()
                .asString()
                .contains("damaged");
        Eventually.holds(
                bench.loops.next(),
                "the entry was set aside",
                () -> bench.sql("SELECT count(*) FROM pipes.damaged") == 1);
        assertThat(bench.sql("SELECT count(*) FROM pipes.entry")).isEqualTo(2);
        assertThat(store.store().health().entries()).isEqualTo(2);

        store.put("a", "bad", "again");
        assertThat(store.read("a", "bad")).contains(Bytes.utf8("again"));
    }

    @Test
    void entries_that_were_swapped_do_not_open() throws Exception {
        store.put("a", "other", "two");
        bench.sql("UPDATE pipes.entry e SET sealed = o.sealed FROM pipes.entry o WHERE o.position = 1 - e.position");

        assertThat(store.read("a", "k")).isEmpty();
        assertThat(store.read("a", "other")).isEmpty();
        assertThat(store.store().health().quarantined()).isEqualTo(2);
    }

    @Test
    void a_page_of_damaged_entries_is_no_end() throws Exception {
        for (int i = 0; i < 10; i++) {
            store.put("a", "k" + i, "v");
        }
        bench.sql("UPDATE pipes.entry SET sealed = 'nonsense' WHERE position < 8");

        assertThat(store.scan("a", -1, 3)).extracting(StoredEntry::position).containsExactly(8L, 9L, 10L);
        assertThat(StoreProbe.await(store.store().areas())).containsExactly("a");
    }

    @Test
    void the_database_learns_neither_areas_nor_keys_nor_values() throws Exception {
        store.put("an-area-with-a-name", "a key with a name", "a value with a name");

        assertThat(bench.sql("SELECT count(*) FROM pipes.entry")).isEqualTo(2);
        assertThat(bench.sql(
                        "SELECT count(*) FROM pipes.entry WHERE position('name'::bytea IN key || area || sealed) > 0"))
                .isZero();
    }

    @Test
    void a_large_store_is_destroyed_and_so_is_what_an_interrupted_destruction_has_left() throws Exception {
        store.close();
        bench.sql(
                "INSERT INTO pipes.entry SELECT id, decode(md5(n::text), 'hex'), 'a', n + 1, 'x' FROM pipes.store,"
                        + " generate_series(1, 12000) n",
                "INSERT INTO pipes.store (name, proof, next_position, entries, bytes) VALUES ('!77', 'p', 0, 0, 0)",
                "INSERT INTO pipes.entry SELECT id, 'k', 'a', 0, 'x' FROM pipes.store WHERE name = '!77'");

        StoreProbe.await(bench.stores().destroy(Bench.NAME));

        assertThat(bench.sql("SELECT count(*) FROM pipes.entry")).isZero();
        assertThat(bench.sql("SELECT count(*) FROM pipes.store")).isZero();
    }
}
