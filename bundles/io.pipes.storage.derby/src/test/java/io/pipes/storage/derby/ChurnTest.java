// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.Bytes;
import io.pipes.spi.storage.StoreException;
import io.pipes.spi.storage.StoredEntry;
import io.pipes.testkit.storage.StoreProbe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writers, readers, compaction and the database at once, with real threads and real files. */
class ChurnTest {
    private static final int WRITERS = 3;
    private static final int ROUNDS = 150;
    private static final int KEYS = 10;

    @TempDir
    Path place;

    @Test
    void nobody_reads_anything_but_the_newest_value_while_everything_moves() throws StoreException {
        List<StoredEntry> before;
        try (Bench bench = new Bench(place, Bench.DATABASE)) {
            StoreProbe store = bench.open();
            List<CompletableFuture<Void>> writers = new ArrayList<>();
            for (int w = 0; w < WRITERS; w++) {
                String area = "w" + w;
                writers.add(CompletableFuture.runAsync(() -> churn(store, area), work -> new Thread(work).start()));
            }
            CompletableFuture.allOf(writers.toArray(CompletableFuture[]::new)).join();
            before = store.all("w0");
            assertThat(store.store().health().quarantined()).isZero();
        }
        try (Bench bench = new Bench(place, Bench.DATABASE)) {
            StoreProbe store = bench.open();
            assertThat(store.all("w0")).isEqualTo(before).hasSize(KEYS);
            assertThat(store.store().health().entries()).isEqualTo((long) WRITERS * KEYS);
            Bench.settle(store);
            assertThat(store.store().health().quarantined()).isZero();
        }
        assertThat(Path.of("derby.log")).doesNotExist();
        assertThat(Files.isDirectory(place.resolve(Bench.NAME).resolve("index")))
                .isTrue();
    }

    private static void churn(StoreProbe store, String area) {
        try {
            for (int i = 0; i < ROUNDS; i++) {
                String key = "k" + i % KEYS;
                String value = i + "x".repeat(i % 300);
                store.put(area, key, value);
                assertThat(store.read(area, key)).contains(Bytes.utf8(value));
                if (i % 20 == KEYS) {
                    assertThat(store.scan(area, -1, 100)).hasSize(KEYS);
                }
            }
        } catch (StoreException e) {
            throw new AssertionError(e);
        }
    }
}
