// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pipes.base.Bytes;
import io.pipes.spi.storage.StoreException;
import io.pipes.spi.storage.StoreException.Reason;
import io.pipes.storage.postgresql.server.TestServer;
import io.pipes.testkit.storage.StoreProbe;
import io.pipes.testkit.storage.ThreadLoops;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may open a store, and what one hears who may not. */
class OpeningTest {
    private TestServer server;
    private Bench bench;

    @BeforeAll
    static void needs_a_server() throws Exception {
        TestServer.shared();
    }

    @BeforeEach
    void start() throws Exception {
        server = TestServer.shared();
        bench = new Bench(server);
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    private StoreException refused(Server where) {
        try (ThreadLoops loops = new ThreadLoops();
                PostgresqlPacketStores stores = Bench.stores(where, loops)) {
            return catchThrowableOfType(
                    StoreException.class, () -> StoreProbe.open(stores, Bench.NAME, Bench.KEY, loops));
        }
    }

    @Test
    void a_wrong_password_is_told_without_the_password() {
        StoreException failure = refused(Bench.server(server, bench.database, Bench.passwordFile("not the right one")));

        assertThat(failure.reason()).isEqualTo(Reason.FAILED);
        assertThat(failure).hasMessageContaining("does not let 'pipes' in").hasMessageContaining("password.file");
        assertThat(failure.getMessage()).doesNotContain("not the right one");
    }

    @Test
    void a_password_that_others_may_read_is_not_used() throws Exception {
        Path file = Bench.passwordFile(TestServer.PASSWORD);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        assertThat(refused(Bench.server(server, bench.database, file)))
                .hasMessageContaining("is open to others")
                .hasMessageContaining("chmod 600");
    }

    @Test
    void a_password_file_that_is_missing_or_empty_is_named() throws Exception {
        Path file = Bench.passwordFile("");

        assertThat(refused(Bench.server(server, bench.database, file))).hasMessageContaining("must hold one line");
        Files.delete(file);
        assertThat(refused(Bench.server(server, bench.database, file)))
                .hasMessageContaining("cannot be read")
                .hasMessageContaining(file.toString());
    }

    @Test
    void a_server_that_is_not_there_is_told_with_its_address() {
        Server nowhere =
                new Server("127.0.0.1", 1, "pipes", "pipes", Optional.empty(), Server.Tls.AUTO, Optional.empty());

        StoreException failure = refused(nowhere);

        assertThat(failure.reason()).isEqualTo(Reason.FAILED);
        assertThat(failure).hasMessageContaining("PostgreSQL at 127.0.0.1:1 cannot be reached");
    }

    @Test
    void a_server_elsewhere_has_to_prove_who_it_is() {
        Server unproven = new Server(
                "127.0.0.1",
                server.port(),
                bench.database,
                TestServer.USER,
                Optional.of(Bench.passwordFile(TestServer.PASSWORD)),
                Server.Tls.VERIFY,
                Optional.empty());

        assertThat(refused(unproven)).hasMessageContaining("SSL");
    }

    @Test
    void a_database_that_is_not_there_is_named() {
        assertThat(refused(Bench.server(server, "no-such-database", Bench.passwordFile(TestServer.PASSWORD))))
                .hasMessageContaining("has no database 'no-such-database'")
                .hasMessageContaining("createdb");
    }

    @Test
    void a_role_that_may_not_make_tables_is_told_what_to_do() throws Exception {
        server.sql("postgres", "ALTER DATABASE \"" + bench.database + "\" OWNER TO postgres");

        assertThat(catchThrowableOfType(StoreException.class, bench::open))
                .hasMessageContaining("does not allow 'pipes' enough")
                .hasMessageContaining("owner");
    }

    @Test
    void a_schema_of_a_later_version_is_left_alone() throws Exception {
        bench.open().close();
        bench.sql("UPDATE pipes.version SET number = 2", "ALTER TABLE pipes.entry RENAME TO better_entry");

        StoreException failure = catchThrowableOfType(StoreException.class, bench::open);

        assertThat(failure.reason()).isEqualTo(Reason.FAILED);
        assertThat(failure).hasMessageContaining("later version").hasMessageContaining("Update Pipes");
        assertThat(bench.sql("SELECT number FROM pipes.version")).isEqualTo(2);
    }

    @Test
    void a_schema_that_is_not_whole_is_left_alone() throws Exception {
        bench.sql("CREATE SCHEMA pipes AUTHORIZATION pipes", "CREATE TABLE pipes.entry (half int)");
        assertThat(catchThrowableOfType(StoreException.class, bench::open)).hasMessageContaining("is not whole");

        bench.sql("DROP SCHEMA pipes CASCADE");
        StoreProbe store = bench.open();
        store.put("a", "k", "v");
        store.close();
        bench.sql("DROP TABLE pipes.damaged");
        assertThat(catchThrowableOfType(StoreException.class, bench::open)).hasMessageContaining("is not whole");
        assertThat(bench.sql("SELECT count(*) FROM pipes.entry")).isEqualTo(1);
    }

    @Test
    void a_second_process_is_told_that_the_first_one_is_there() throws Exception {
        StoreProbe store = bench.open();
        try (Bench other = new Bench(server, bench.database)) {
            StoreException failure = catchThrowableOfType(StoreException.class, other::open);
            assertThat(failure.reason()).isEqualTo(Reason.LOCKED);
            assertThat(failure).hasMessageContaining("another process");

            StoreException kept = catchThrowableOfType(
                    StoreException.class, () -> StoreProbe.await(other.stores().destroy(Bench.NAME)));
            assertThat(kept.reason()).isEqualTo(Reason.LOCKED);

            store.put("a", "k", "v");
            store.close();
            assertThat(other.open().read("a", "k")).contains(Bytes.utf8("v"));
        }
    }

    @Test
    void nodes_of_several_processes_share_a_database() throws Exception {
        StoreProbe ours = bench.open();
        try (Bench other = new Bench(server, bench.database)) {
            StoreProbe theirs = StoreProbe.open(other.stores(), "store-2", Bench.KEY, other.loops);
            ours.put("a", "k", "ours");
            theirs.put("a", "k", "theirs");

            assertThat(ours.read("a", "k")).contains(Bytes.utf8("ours"));
            assertThat(theirs.read("a", "k")).contains(Bytes.utf8("theirs"));
        }
    }
}
