// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby;

import io.pipes.spi.storage.Change;
import io.pipes.storage.derby.index.LiveIndex;
import io.pipes.storage.derby.index.Row;
import io.pipes.storage.derby.log.LogEntry;
import io.pipes.storage.derby.log.SegmentLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Batches that are written and forced together. */
final class Group {
    private final List<Work> members = new ArrayList<>();
    private final List<List<LogEntry>> batches = new ArrayList<>();
    private final List<Runnable> completions = new ArrayList<>();
    private long nextPosition;

    Group(long nextPosition) {
        this.nextPosition = nextPosition;
    }

    void add(Work.Batch batch) {
        List<LogEntry> entries = new ArrayList<>(batch.changes().size());
        for (Change change : batch.changes()) {
            entries.add(new LogEntry(nextPosition++, change.area(), change.key(), change.value()));
        }
        long last = nextPosition - 1;
        members.add(batch);
        batches.add(entries);
        completions.add(() -> batch.done().complete(last));
    }

    /** Only what is still the newest value of its key. The index must know all earlier groups. */
    void add(Work.Moves moves, LiveIndex index) throws IOException {
        members.add(moves);
        completions.add(() -> moves.done().complete(null));
        List<LogEntry> current = new ArrayList<>();
        for (LogEntry entry : moves.entries()) {
            Row row = index.find(entry.area(), entry.key());
            if (row != null && row.position() == entry.position()) {
                current.add(entry);
            }
        }
        if (!current.isEmpty()) {
            batches.add(current);
        }
    }

    /** Writes, forces and makes visible. */
    void write(SegmentLog log, LiveIndex index) throws IOException {
        log.atLeastNextPosition(nextPosition);
        if (!batches.isEmpty()) {
            SegmentLog.Appended appended = log.append(batches);
            index.publish(appended.placed(), appended.end());
        }
    }

    void complete() {
        completions.forEach(Runnable::run);
    }

    void fail(Throwable why) {
        members.forEach(member -> member.fail(why));
    }
}
