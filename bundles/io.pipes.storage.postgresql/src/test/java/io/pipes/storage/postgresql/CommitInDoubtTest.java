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
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A connection that is lost at the very moment of a commit: what is acknowledged is there, what failed is not. */
class CommitInDoubtTest {
    private final ThreadLoops loops = new ThreadLoops();
    private CommitCutter cutter;
    private PostgresqlPacketStores stores;
    private StoreProbe store;

    @BeforeAll
    static void needs_a_server() throws Exception {
        TestServer.shared();
    }

    @BeforeEach
    void open() throws Exception {
        TestServer server = TestServer.shared();
        cutter = new CommitCutter(server.port());
        stores = Bench.stores(
                new Server(
                        "127.0.0.1",
                        cutter.port(),
                        server.database("doubt-" + UUID.randomUUID()),
                        TestServer.USER,
                        Optional.of(Bench.passwordFile(TestServer.PASSWORD)),
                        Server.Tls.AUTO,
                        Optional.empty()),
                loops);
        store = StoreProbe.open(stores, Bench.NAME, Bench.KEY, loops);
    }

    @AfterEach
    void close() throws Exception {
        stores.close();
        cutter.close();
        loops.close();
    }

    @Test
    void a_commit_whose_answer_was_lost_is_found_and_acknowledged() throws Exception {
        cutter.cut(CommitCutter.Cut.BEFORE_ANSWER);

        long position = store.put("a", "k", "v");

        assertThat(cutter.hasCut()).isTrue();
        assertThat(store.locate("a", "k")).contains(position);
        assertThat(store.put("a", "k", "next")).isEqualTo(position + 1);
        assertThat(store.store().health().problems()).isEmpty();
        assertThat(store.store().health().entries()).isEqualTo(1);
    }

    @Test
    void a_commit_that_the_server_never_heard_of_fails_and_is_not_there() throws Exception {
        cutter.cut(CommitCutter.Cut.BEFORE_COMMIT);

        StoreException failure = catchThrowableOfType(StoreException.class, () -> store.put("a", "k", "v"));

        assertThat(cutter.hasCut()).isTrue();
        assertThat(failure.reason()).isEqualTo(Reason.FAILED);
        assertThat(failure.getMessage()).doesNotContain("is not known");
        assertThat(store.read("a", "k")).isEmpty();
        store.put("a", "k", "next");
        assertThat(store.read("a", "k")).contains(Bytes.utf8("next"));
        assertThat(store.store().health().problems()).isEmpty();
    }
}
