// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby;

import io.pipes.storage.derby.index.IndexState;
import io.pipes.storage.derby.index.LiveIndex;
import io.pipes.storage.derby.index.Row;
import io.pipes.storage.derby.log.DamagedRecordException;
import io.pipes.storage.derby.log.Location;
import io.pipes.storage.derby.log.LogEntry;
import io.pipes.storage.derby.log.Mark;
import io.pipes.storage.derby.log.SegmentLog;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the log from growing without limit: when more of it is dead than alive, what is alive in the oldest segment is copied to the end
 * and the segment is dropped. Only ever the oldest one, so that what remains is the whole end of the log: no removal can be dropped while
 * the value that it removes is still there.
 *
 * <p>Goes on in small steps between the groups of the writer, so that nobody waits long.
 */
final class Compactor {
    private static final Logger LOG = LoggerFactory.getLogger(Compactor.class);
    private static final int STEP_BYTES = 512 << 10;

    private final SegmentLog log;
    private final LiveIndex index;
    private final GroupCommitter committer;
    private final Executor blocking;
    private final int segmentBytes;
    private final Deque<Part> parts = new ArrayDeque<>();
    private long segment;
    private boolean busy;

    /** Entries of one record that were alive when we looked. */
    private record Part(Location location, Set<Long> positions) {}

    Compactor(SegmentLog log, LiveIndex index, GroupCommitter committer, Executor blocking, int segmentBytes) {
        this.log = log;
        this.index = index;
        this.committer = committer;
        this.blocking = blocking;
        this.segmentBytes = segmentBytes;
    }

    /** Begins if it is worth it and nothing is under way. Called with an index that has just caught up. */
    void consider() {
        if (begin()) {
            proceed(this::look);
        }
    }

    private synchronized boolean begin() {
        List<Long> numbers = log.numbers();
        if (busy || numbers.size() < 2) {
            return false;
        }
        segment = numbers.get(0);
        busy = isWorthIt(numbers.subList(0, numbers.size() - 1));
        return busy;
    }

    private boolean isWorthIt(List<Long> finished) {
        IndexState state = index.state();
        long total = 0;
        long alive = 0;
        for (long number : finished) {
            total += log.bytes(number);
            alive += state.live(number);
        }
        boolean oldestIsDead = state.live(segment) == 0 && state.mark().segment() > segment;
        return oldestIsDead || total - alive > alive + segmentBytes;
    }

    private void look() throws IOException {
        parts.clear();
        log.replay(segment, this::look);
        copySome();
    }

    private void look(Location location, List<LogEntry> entries, Mark upTo) throws IOException {
        Set<Long> alive = new HashSet<>();
        for (LogEntry entry : entries) {
            Row row = entry.removed() ? null : index.find(entry.area(), entry.key());
            if (row != null
                    && row.position() == entry.position()
                    && row.location().equals(location)) {
                alive.add(entry.position());
            }
        }
        if (!alive.isEmpty()) {
            parts.add(new Part(location, alive));
        }
    }

    private void copySome() throws IOException {
        List<LogEntry> entries = new ArrayList<>();
        long bytes = 0;
        while (bytes < STEP_BYTES && !parts.isEmpty()) {
            Part part = parts.remove();
            for (LogEntry entry : read(part)) {
                entries.add(entry);
                bytes += entry.size();
            }
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        boolean last = entries.isEmpty();
        if (last) {
            index.flush();
        }
        committer.submit(last ? new Work.Step(this::drop, done) : new Work.Moves(entries, done));
        done.whenComplete((nothing, failure) -> moved(last, failure));
    }

    private List<LogEntry> read(Part part) throws IOException {
        try {
            return log.read(part.location()).stream()
                    .filter(entry -> part.positions().contains(entry.position()))
                    .toList();
        } catch (DamagedRecordException e) {
            return List.of();
        }
    }

    private void moved(boolean last, @Nullable Throwable failure) {
        if (failure != null) {
            LOG.debug("Compaction of segment {} was broken off", segment, failure);
            end();
        } else if (last) {
            end();
            proceed(() -> {
                index.flush();
                consider();
            });
        } else {
            proceed(this::copySome);
        }
    }

    /** Runs as a step of the writer. What the index still finds in the segment could not be read when it was copied. */
    private void drop() throws IOException {
        if (index.state().live(segment) > 0) {
            index.forget(segment, 0, Integer.MAX_VALUE);
        }
        Mark end = log.drop(segment + 1);
        index.publish(List.of(), end);
        LOG.debug("Segment {} was dropped", segment);
    }

    private synchronized void end() {
        busy = false;
    }

    private void proceed(Work.Step.Action action) {
        blocking.execute(() -> {
            try {
                action.run();
            } catch (IOException | RuntimeException e) {
                moved(false, e);
            }
        });
    }
}
