// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.Bytes;
import io.pipes.crypto.Pipes1Suite;
import io.pipes.node.backup.BackupPart;
import io.pipes.node.backup.StorePicture;
import io.pipes.node.backup.WatchedStore;
import io.pipes.runtime.SecureRandomness;
import io.pipes.runtime.disk.FileDisk;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.PacketStores;
import io.pipes.spi.storage.StoredEntry;
import io.pipes.storage.derby.DerbyPacketStores;
import io.pipes.storage.derby.StoreOptions;
import io.pipes.storage.derby.log.LogOptions;
import io.pipes.storage.postgresql.server.TestServer;
import io.pipes.testkit.storage.StoreProbe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A backup of one kind of store, made while the store is written, fills a store of the other kind. With the production suite, a real disk and
 * a real server.
 */
class BackupBetweenStoresTest {
    private static final List<String> AREAS = List.of("a", "b", "unwanted");
    private static final int ENTRIES = 3_000;
    private static final int WRITTEN_MEANWHILE = 400;

    @TempDir
    Path db;

    private Bench bench;
    private DerbyPacketStores derby;
    private Loop loop;

    @BeforeAll
    static void needs_a_server() throws Exception {
        TestServer.shared();
    }

    @BeforeEach
    void start() throws Exception {
        bench = new Bench(TestServer.shared());
        loop = bench.loops.next();
        derby = new DerbyPacketStores(
                new FileDisk(db),
                db,
                new Pipes1Suite(),
                bench.loops.blocking(),
                new SecureRandomness(),
                // Without a database of Derby's, which takes seconds to make and is derived from the log.
                new StoreOptions(LogOptions.USUAL, 64 << 20));
    }

    @AfterEach
    void stop() {
        derby.close();
        bench.close();
    }

    @Test
    void a_node_on_postgresql_is_backed_up_while_it_writes_and_restored_into_derby() throws Exception {
        backUpAndRestore(bench.stores(), derby);
    }

    @Test
    void a_node_on_derby_is_backed_up_while_it_writes_and_restored_into_postgresql() throws Exception {
        backUpAndRestore(derby, bench.stores());
    }

    /** Each batch changes one key of each area to the same number, so a picture that cuts a batch in two is seen. */
    private void backUpAndRestore(PacketStores from, PacketStores to) throws Exception {
        Random random = new Random(11);
        WatchedStore source = new WatchedStore(StoreProbe.await(from.open("node", Bench.KEY, loop)));
        List<CompletionStage<Long>> commits = new ArrayList<>();
        for (int i = 0; i < ENTRIES; i++) {
            int number = i;
            commits.add(onLoop(() -> source.commit(batch(random, number))));
        }
        for (CompletionStage<Long> commit : commits) {
            StoreProbe.await(commit);
        }
        StoreProbe restored = new StoreProbe(StoreProbe.await(to.open("restored", Bench.KEY, bench.loops.next())));
        StorePicture picture = new StorePicture(source, area -> !area.equals("unwanted"));
        int meanwhile = 0;

        for (Optional<List<Change>> next = next(picture); next.isPresent(); next = next(picture)) {
            commits.clear();
            for (int i = random.nextInt(60); i > 0 && meanwhile < WRITTEN_MEANWHILE; i--) {
                int number = ENTRIES + meanwhile++;
                commits.add(onLoop(() -> source.commit(batch(random, number))));
            }
            restore(next.get(), restored);
            // What is not durable when a picture ends is no part of it, and would be in what is expected.
            for (CompletionStage<Long> commit : commits) {
                StoreProbe.await(commit);
            }
        }

        Map<Bytes, Bytes> expected = contents(new StoreProbe(source), "a");
        assertThat(meanwhile).isPositive();
        assertThat(expected).hasSizeGreaterThan(1_000);
        assertThat(contents(restored, "a")).isEqualTo(expected);
        assertThat(contents(restored, "b")).as("batches are whole").isEqualTo(expected);
        assertThat(contents(restored, "unwanted")).isEmpty();
        restored.close();
        StoreProbe.await(source.close());
    }

    private static List<Change> batch(Random random, int number) {
        Bytes key = Bytes.utf8("key " + random.nextInt(2_500));
        Bytes value = Bytes.utf8("value " + number);
        boolean removes = random.nextInt(4) == 0;
        return AREAS.stream()
                .map(area -> removes ? Change.remove(area, key) : Change.put(area, key, value))
                .toList();
    }

    /** As the file carries it: in parts, each read strictly. */
    private static void restore(List<Change> changes, StoreProbe target) throws Exception {
        for (int at = 0; at < changes.size(); at += BackupPart.MAX_CHANGES) {
            List<Change> some = changes.subList(at, Math.min(changes.size(), at + BackupPart.MAX_CHANGES));
            Bytes part = new BackupPart.Changes(some).encode();
            BackupPart.Changes read = (BackupPart.Changes) BackupPart.decode(part);
            StoreProbe.await(target.store().commit(read.changes()));
        }
    }

    private Optional<List<Change>> next(StorePicture picture) throws Exception {
        return StoreProbe.await(onLoop(picture::next));
    }

    /** A picture lives on its store's loop. */
    private <T> CompletionStage<T> onLoop(Supplier<CompletionStage<T>> task) throws Exception {
        CompletableFuture<CompletionStage<T>> begun = new CompletableFuture<>();
        loop.execute(() -> begun.complete(task.get()));
        return begun.get(60, TimeUnit.SECONDS);
    }

    private static Map<Bytes, Bytes> contents(StoreProbe store, String area) throws Exception {
        Map<Bytes, Bytes> contents = new HashMap<>();
        for (StoredEntry entry : store.all(area)) {
            contents.put(entry.key(), entry.value());
        }
        return contents;
    }
}
