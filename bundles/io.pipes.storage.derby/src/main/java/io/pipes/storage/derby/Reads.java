// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby;

import io.pipes.base.Bytes;
import io.pipes.spi.storage.StoredEntry;
import io.pipes.spi.storage.blocking.BlockingReads;
import io.pipes.spi.storage.blocking.Digest;
import io.pipes.spi.storage.blocking.StoreLimits;
import io.pipes.storage.derby.index.LiveIndex;
import io.pipes.storage.derby.index.Row;
import io.pipes.storage.derby.log.DamagedRecordException;
import io.pipes.storage.derby.log.Location;
import io.pipes.storage.derby.log.LogEntry;
import io.pipes.storage.derby.log.SegmentGoneException;
import io.pipes.storage.derby.log.SegmentLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Asks the index where something stands and reads it from the log. What is damaged is as good as absent. Blocks. */
final class Reads implements BlockingReads {
    private static final int ATTEMPTS = 5;
    private static final int MOST_BYTES = StoreLimits.MOST_PAGE_BYTES;

    private final SegmentLog log;
    private final LiveIndex index;
    private final Quarantine quarantine;

    Reads(SegmentLog log, LiveIndex index, Quarantine quarantine) {
        this.log = log;
        this.index = index;
        this.quarantine = quarantine;
    }

    @Override
    public Optional<Bytes> read(String area, Bytes key) throws IOException {
        return read(area, key, new Record());
    }

    @Override
    public List<Optional<Bytes>> readAll(String area, List<Bytes> keys) throws IOException {
        Record record = new Record();
        List<Optional<Bytes>> values = new ArrayList<>(keys.size());
        for (Bytes key : keys) {
            values.add(read(area, key, record));
        }
        return values;
    }

    private Optional<Bytes> read(String area, Bytes key, Record record) throws IOException {
        Row row = index.find(area, key);
        return Optional.ofNullable(row == null ? null : record.entry(row)).map(LogEntry::value);
    }

    @Override
    public Optional<Long> locate(String area, Bytes key) throws IOException {
        return Optional.ofNullable(index.find(area, key)).map(Row::position);
    }

    @Override
    public List<StoredEntry> scan(String area, long after, int limit) throws IOException {
        Page page = new Page(limit);
        long cursor = after;
        while (!page.isFull()) {
            int wanted = limit - page.entries.size();
            List<Row> rows = index.scan(area, cursor, wanted);
            for (Row row : rows) {
                if (page.isFull()) {
                    return page.entries;
                }
                page.add(row);
                cursor = row.position();
            }
            if (rows.size() < wanted) {
                return page.entries;
            }
        }
        return page.entries;
    }

    /** The index knows hashes only; what an area is called stands in each of its entries. */
    @Override
    public List<String> areas() throws IOException {
        Record record = new Record();
        Set<String> names = new TreeSet<>();
        for (Digest area : index.areas()) {
            String name = name(area, record);
            if (name != null) {
                names.add(name);
            }
        }
        return List.copyOf(names);
    }

    private @Nullable String name(Digest area, Record record) throws IOException {
        long cursor = -1;
        for (List<Row> rows = index.scan(area, cursor, 1); !rows.isEmpty(); rows = index.scan(area, cursor, 1)) {
            LogEntry entry = record.entry(rows.get(0));
            if (entry != null) {
                return entry.area();
            }
            cursor = rows.get(0).position();
        }
        return null;
    }

    /** What a scan has found so far. */
    private final class Page {
        private final Record record = new Record();
        private final int limit;
        private final List<StoredEntry> entries = new ArrayList<>();
        private long bytes;

        Page(int limit) {
            this.limit = limit;
        }

        boolean isFull() {
            return entries.size() >= limit || bytes >= MOST_BYTES;
        }

        void add(Row row) throws IOException {
            int next = row.size();
            if (!entries.isEmpty() && bytes + next > MOST_BYTES) {
                bytes = MOST_BYTES;
                return;
            }
            LogEntry entry = record.entry(row);
            Bytes value = entry == null ? null : entry.value();
            // A newer value comes later in the scan.
            if (entry != null && value != null && entry.position() == row.position()) {
                entries.add(new StoredEntry(entry.position(), entry.key(), value));
                bytes += next;
            }
        }
    }

    /** Remembers the record it has opened last, because neighbours often stand in the same one. */
    private final class Record {
        private @Nullable Location location;
        private List<LogEntry> entries = List.of();

        /** What a row points to, or the newer value if there is one by now; null if it is damaged or gone. */
        @Nullable
        LogEntry entry(Row first) throws IOException {
            Row row = first;
            for (int attempt = 0; row != null && attempt < ATTEMPTS; attempt++) {
                try {
                    LogEntry found = find(row);
                    if (found != null) {
                        return found;
                    }
                    index.distrust();
                } catch (SegmentGoneException moved) {
                    // The index knows the new place already.
                } catch (DamagedRecordException e) {
                    quarantine.damaged(row.location());
                    quarantine.settle(index);
                    return null;
                }
                row = index.find(row.key());
            }
            if (row != null) {
                throw new IOException("The index does not fit the log");
            }
            return null;
        }

        private @Nullable LogEntry find(Row row) throws IOException, DamagedRecordException {
            if (!row.location().equals(location)) {
                entries = log.read(row.location());
                location = row.location();
            }
            for (LogEntry entry : entries) {
                if (entry.position() == row.position()) {
                    return entry;
                }
            }
            return null;
        }
    }
}
