// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pipes.base.Bytes;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.StoreException;
import io.pipes.spi.storage.StoreException.Reason;
import io.pipes.storage.postgresql.server.TestServer;
import io.pipes.testkit.storage.StoreProbe;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A server that is stopped, killed and started again under a store that is open all the time. */
@Tag("long")
class ServerTroubleTest {
    private static final int KILLS = 2;
    private static final int KEYS = 50;

    private static TestServer server;

    private Bench bench;
    private StoreProbe store;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.make();
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void open() throws Exception {
        bench = new Bench(server);
        store = bench.open();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void what_was_acknowledged_survives_kill_9_of_the_server() throws Exception {
        AtomicLong next = new AtomicLong();
        for (int kill = 0; kill < KILLS; kill++) {
            long acknowledged = writeAndKill(next, 100 + 200 * kill);
            server.start();
            takesChangesAgain();

            assertThat(last()).isGreaterThanOrEqualTo(acknowledged);
            for (long number = acknowledged; number > acknowledged - KEYS && number >= 0; number--) {
                // Nobody writes the number under a key again unless it is one round later.
                assertThat(number(store.read("n", "k" + number % KEYS).orElseThrow()) - number)
                        .isIn(0L, (long) KEYS, 2L * KEYS, 3L * KEYS, 4L * KEYS);
            }
        }
        assertThat(next.get()).isGreaterThan(300);
        assertThat(store.store().health().quarantined()).isZero();
        assertThat(store.store().health().problems()).isEmpty();
    }

    /** Writes until the server is gone; returns the last number that was acknowledged. */
    private long writeAndKill(AtomicLong next, int after) throws Exception {
        AtomicLong acknowledged = new AtomicLong(-1);
        AtomicLong count = new AtomicLong();
        AtomicBoolean failed = new AtomicBoolean();
        CountDownLatch enough = new CountDownLatch(1);
        Thread writer = new Thread(() -> {
            while (!failed.get()) {
                long number = next.getAndIncrement();
                store.store().commit(batch(number)).whenComplete((position, failure) -> {
                    if (failure != null) {
                        failed.set(true);
                    } else {
                        acknowledged.accumulateAndGet(number, Math::max);
                        if (count.incrementAndGet() >= after) {
                            enough.countDown();
                        }
                    }
                });
                if (number % 20 == 0) {
                    store.store()
                            .read("n", Bytes.utf8("k0"))
                            .toCompletableFuture()
                            .handle((value, e) -> null)
                            .join();
                }
            }
        });
        writer.start();
        assertThat(enough.await(30, TimeUnit.SECONDS)).isTrue();
        server.kill();
        writer.join(30_000);
        assertThat(writer.isAlive()).isFalse();
        // Completions come in order on the loop: behind this one there is none of the writer any more.
        catchThrowableOfType(StoreException.class, () -> store.put("n", "after", "the end"));
        return acknowledged.get();
    }

    private static List<Change> batch(long number) {
        Bytes value = Bytes.utf8(Long.toString(number));
        return List.of(
                Change.put("n", Bytes.utf8("k" + number % KEYS), value),
                Change.put("count", Bytes.utf8("last"), value));
    }

    private long last() throws StoreException {
        return number(store.read("count", "last").orElseThrow());
    }

    private static long number(Bytes value) {
        return Long.parseLong(new String(value.toArray(), StandardCharsets.UTF_8));
    }

    private void takesChangesAgain() throws Exception {
        Eventually.holds(
                bench.loops.next(),
                "the store has no problem any more",
                () -> store.store().health().problems().isEmpty());
    }

    @Test
    void a_server_that_went_is_told_and_used_again_when_it_is_back() throws Exception {
        store.put("a", "k", "before");
        server.stop();
        StoreException notWritten = catchThrowableOfType(StoreException.class, () -> store.put("a", "k", "lost"));
        StoreException notRead = catchThrowableOfType(StoreException.class, () -> store.read("a", "k"));

        assertThat(notWritten.reason()).isEqualTo(Reason.FAILED);
        assertThat(notRead.reason()).isEqualTo(Reason.FAILED);
        assertThat(notRead).hasMessageContaining("cannot be reached").hasMessageContaining("127.0.0.1");
        assertThat(store.store().health().problems()).hasSize(1);

        server.start();
        takesChangesAgain();

        assertThat(store.read("a", "k")).contains(Bytes.utf8("before"));
        store.put("a", "k", "after");
        assertThat(store.read("a", "k")).contains(Bytes.utf8("after"));
    }

    @Test
    void a_store_that_nobody_uses_notices_that_its_server_is_gone_and_locks_again() throws Exception {
        server.stop();
        Eventually.holds(
                bench.loops.next(),
                "the store has a problem",
                () -> !store.store().health().problems().isEmpty());
        server.start();
        takesChangesAgain();

        try (Bench other = new Bench(server, bench.database)) {
            assertThat(catchThrowableOfType(StoreException.class, other::open).reason())
                    .isEqualTo(Reason.LOCKED);
        }
    }
}
