// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.index;

import io.pipes.spi.storage.blocking.Digest;
import io.pipes.storage.derby.log.Mark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An index in a Derby database of its own. Whatever Derby complains about, the answer is to make a new one from the log. */
final class DerbyIndex implements Index {
    private static final Logger LOG = LoggerFactory.getLogger(DerbyIndex.class);

    /** So many rows go into one transaction, for which readers wait. */
    private static final int SLICE = 512;

    private final Path directory;
    private final Connection connection;
    private final DerbyReader reader;
    private final DerbyWriter writer;
    private final Map<Digest, Integer> areaIds = new ConcurrentHashMap<>();
    private final Map<Integer, Digest> areas = new ConcurrentHashMap<>();
    /** One connection for everybody, so that Derby's own locks never matter. Fair, so that a reader waits for one slice only. */
    private final ReentrantLock turn = new ReentrantLock(true);

    private volatile IndexState state;

    private DerbyIndex(Path directory) throws SQLException {
        this.directory = directory;
        connection = DerbyEngine.open(directory);
        connection.setAutoCommit(false);
        DerbySchema.ensure(connection);
        state = DerbySchema.state(connection);
        areaIds.putAll(DerbySchema.areas(connection));
        areaIds.forEach((digest, id) -> areas.put(id, digest));
        connection.commit();
        writer = new DerbyWriter(connection);
        reader = new DerbyReader(connection);
    }

    /** Opens the database in a directory, which it makes if there is none. */
    static DerbyIndex open(Path directory) throws IndexException {
        try {
            return new DerbyIndex(directory);
        } catch (SQLException | RuntimeException e) {
            DerbyEngine.close(directory);
            throw new IndexException("The index cannot be opened", e);
        }
    }

    @Override
    public IndexState state() {
        return state;
    }

    @Override
    public @Nullable Row find(Digest key) throws IndexException {
        return guarded(() -> reader.find(key, areas));
    }

    @Override
    public List<Row> scan(Digest area, long after, int limit) throws IndexException {
        Integer id = areaIds.get(area);
        return id == null ? List.of() : guarded(() -> reader.scan(id, after, limit, areas));
    }

    @Override
    public List<Digest> areas() {
        return List.copyOf(areaIds.keySet());
    }

    @Override
    public List<Digest> keysIn(long segment, int offset, int end) throws IndexException {
        return guarded(() ->
                reader.in(segment, offset, end, areas).stream().map(Row::key).toList());
    }

    /**
     * In slices. After a crash between two of them the index knows more than its mark says, and is told once more what it knows already.
     */
    @Override
    public void apply(List<IndexChange> changes, Mark mark, long nextPosition) throws IndexException {
        List<IndexChange> sorted = sorted(changes);
        int from = 0;
        do {
            int to = Math.min(sorted.size(), from + SLICE);
            List<IndexChange> slice = sorted.subList(from, to);
            boolean last = to == sorted.size();
            IndexState before = state;
            guarded(() -> write(slice, last ? mark : before.mark(), last ? nextPosition : before.nextPosition()));
            from = to;
        } while (from < sorted.size());
    }

    private IndexState write(List<IndexChange> slice, Mark mark, long nextPosition) throws SQLException {
        IndexTally tally = new IndexTally(state);
        writer.begin();
        for (IndexChange change : slice) {
            Row old = reader.find(change.key(), areas);
            Row row = change.row();
            writer.change(old, row, row == null ? 0 : areaId(row.area()));
            tally.replaced(old, row);
        }
        for (long segment : tally.touched()) {
            writer.live(segment, tally.live(segment));
        }
        IndexState next = tally.state(mark, nextPosition);
        writer.commit(next);
        state = next;
        return next;
    }

    /** Neighbours in the database one after the other, which needs fewer of its pages at a time. */
    private static List<IndexChange> sorted(List<IndexChange> changes) {
        return changes.stream().sorted(Comparator.comparing(IndexChange::key)).toList();
    }

    private int areaId(Digest area) throws SQLException {
        Integer known = areaIds.get(area);
        if (known != null) {
            return known;
        }
        int id = areaIds.size() + 1;
        writer.area(id, area);
        areas.put(id, area);
        areaIds.put(area, id);
        return id;
    }

    @Override
    public long bytes() {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.mapToLong(DerbyIndex::size).sum();
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }

    private static long size(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    @Override
    public void close() {
        turn.lock();
        try {
            connection.rollback();
            connection.close();
        } catch (SQLException | RuntimeException e) {
            LOG.debug("The index was not closed in order", e);
        } finally {
            turn.unlock();
        }
        DerbyEngine.close(directory);
    }

    @FunctionalInterface
    private interface Work<T extends @Nullable Object> {
        T run() throws SQLException;
    }

    /** Derby throws unchecked exceptions too when its pages make no sense. */
    private <T extends @Nullable Object> T guarded(Work<T> work) throws IndexException {
        turn.lock();
        try {
            return work.run();
        } catch (SQLException | RuntimeException e) {
            throw new IndexException("The index cannot be used", e);
        } finally {
            turn.unlock();
        }
    }
}
