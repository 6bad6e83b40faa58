// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.postgresql;

import io.pipes.base.Bytes;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.blocking.Digest;
import io.pipes.spi.storage.blocking.Digests;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Batches that go into one transaction: of each key the last change only, since nobody can see those before. */
final class Group {
    private final Digests digests;
    private final Records records;
    private final Map<Digest, Placed> newest = new LinkedHashMap<>();
    private final List<Runnable> completions = new ArrayList<>();
    private long nextPosition;

    private record Placed(long position, Change change) {}

    Group(Digests digests, Records records, long nextPosition) {
        this.digests = digests;
        this.records = records;
        this.nextPosition = nextPosition;
    }

    void add(Work.Batch batch) {
        for (Change change : batch.changes()) {
            newest.put(digests.key(change.area(), change.key()), new Placed(nextPosition++, change));
        }
        long last = nextPosition - 1;
        completions.add(() -> batch.done().complete(last));
    }

    long nextPosition() {
        return nextPosition;
    }

    /** Whatever is there under these is replaced. */
    List<Digest> keys() {
        return List.copyOf(newest.keySet());
    }

    /** What is there afterwards, sealed. */
    List<StoredRow> rows() {
        List<StoredRow> rows = new ArrayList<>(newest.size());
        newest.forEach((key, placed) -> {
            Change change = placed.change;
            Bytes value = change.value();
            if (value != null) {
                Records.Content content = new Records.Content(change.area(), change.key(), value);
                rows.add(new StoredRow(
                        key,
                        digests.area(change.area()),
                        placed.position,
                        records.seal(key, placed.position, content)));
            }
        });
        return rows;
    }

    void complete() {
        completions.forEach(Runnable::run);
    }
}
