// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.index;

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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An index in a Derby database of its own. Whatever Derby complains about, the answer is to make a new one from the log. */
final class DerbyIndex implements Index {
    private static final Logger LOG = LoggerFactory.getLogger(DerbyIndex.class);

    private final Path directory;
    private final Connection reading;
    private final DerbyReader reader;
    private final DerbyReader before;
    private final DerbyWriter writer;
    private final Map<Digest, Integer> areaIds = new ConcurrentHashMap<>();
    private final Map<Integer, Digest> areas = new ConcurrentHashMap<>();
    private volatile IndexState state;

    private DerbyIndex(Path directory) throws SQLException {
        this.directory = directory;
        Connection writing = DerbyEngine.open(directory);
        writing.setAutoCommit(false);
        DerbySchema.ensure(writing);
        state = DerbySchema.state(writing);
        areaIds.putAll(DerbySchema.areas(writing));
        areaIds.forEach((digest, id) -> areas.put(id, digest));
        writing.commit();
        writer = new DerbyWriter(writing);
        before = new DerbyReader(writing);
        reading = readOnly(DerbyEngine.open(directory));
        reader = new DerbyReader(reading);
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

    private static Connection readOnly(Connection connection) throws SQLException {
        // Statements begin and end by themselves, so that no reader holds anything the writer waits for.
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_UNCOMMITTED);
        return connection;
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
    public List<Digest> keysIn(long segment, int offset, int end) throws IndexException {
        return guarded(() ->
                reader.in(segment, offset, end, areas).stream().map(Row::key).toList());
    }

    @Override
    public synchronized void apply(List<IndexChange> changes, Mark mark, long nextPosition) throws IndexException {
        guarded(() -> {
            IndexTally tally = new IndexTally(state);
            for (IndexChange change : sorted(changes)) {
                Row old = before.find(change.key(), areas);
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
        });
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
        try {
            reading.close();
            writer.close();
        } catch (SQLException | RuntimeException e) {
            LOG.debug("The index was not closed in order", e);
        }
        DerbyEngine.close(directory);
    }

    @FunctionalInterface
    private interface Work<T extends @Nullable Object> {
        T run() throws SQLException;
    }

    /** Derby throws unchecked exceptions too when its pages make no sense. */
    private static <T extends @Nullable Object> T guarded(Work<T> work) throws IndexException {
        try {
            return work.run();
        } catch (SQLException | RuntimeException e) {
            throw new IndexException("The index cannot be used", e);
        }
    }
}
