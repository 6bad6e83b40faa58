// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.postgresql;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.spi.storage.StoreException;
import io.pipes.spi.storage.StoredEntry;
import io.pipes.spi.storage.blocking.BlockingReads;
import io.pipes.spi.storage.blocking.Digest;
import io.pipes.spi.storage.blocking.Digests;
import io.pipes.spi.storage.blocking.StoreLimits;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The questions to one store. What is damaged is as good as absent. */
final class Reads implements BlockingReads {
    /** So many values are asked for at once, so that the driver does not hold all of them beside ours. */
    private static final int VALUES_AT_ONCE = 128;

    private static final String BY_KEYS =
            "SELECT key, position, sealed FROM pipes.entry WHERE store = ? AND key = ANY (?)";

    private static final String POSITION = "SELECT position FROM pipes.entry WHERE store = ? AND key = ?";

    /** A page by its number of entries and of bytes, one entry at least; the sizes are known without reading the values. */
    private static final String PAGE = "SELECT key, position, sealed FROM ("
            + "SELECT key, position, sealed, row_number() OVER w AS n, sum(octet_length(sealed)) OVER w AS total"
            + " FROM pipes.entry WHERE store = ? AND area = ? AND position > ?"
            + " WINDOW w AS (ORDER BY position ROWS UNBOUNDED PRECEDING) ORDER BY position LIMIT ?) page"
            + " WHERE n <= ? OR total <= ? ORDER BY position";

    private static final String AREAS = "SELECT DISTINCT area FROM pipes.entry WHERE store = ?";

    private final int store;
    private final ReadingConnections connections;
    private final Digests digests;
    private final Records records;
    private final Quarantine quarantine;

    /** @param store its number in the database */
    Reads(int store, ReadingConnections connections, Digests digests, Records records, Quarantine quarantine) {
        this.store = store;
        this.connections = connections;
        this.digests = digests;
        this.records = records;
        this.quarantine = quarantine;
    }

    @Override
    public Optional<Bytes> read(String area, Bytes key) throws SQLException, StoreException {
        return readAll(area, List.of(key)).get(0);
    }

    @Override
    public List<Optional<Bytes>> readAll(String area, List<Bytes> keys) throws SQLException, StoreException {
        List<Optional<Bytes>> values = new ArrayList<>(keys.size());
        for (int from = 0; from < keys.size(); from += VALUES_AT_ONCE) {
            List<Digest> some = keys.subList(from, Math.min(keys.size(), from + VALUES_AT_ONCE)).stream()
                    .map(key -> digests.key(area, key))
                    .toList();
            Map<Digest, Bytes> found = connections.ask(connection -> values(connection, some));
            some.forEach(key -> values.add(Optional.ofNullable(found.get(key))));
        }
        return values;
    }

    private Map<Digest, Bytes> values(Connection connection, List<Digest> keys) throws SQLException {
        Map<Digest, Bytes> found = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(BY_KEYS)) {
            statement.setInt(1, store);
            statement.setArray(2, connection.createArrayOf("bytea", StoreSession.arrays(keys)));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Records.Content content = content(rows);
                    if (content != null) {
                        found.put(Digest.of(rows.getBytes(1)), content.value());
                    }
                }
            }
        }
        return found;
    }

    private Records.@Nullable Content content(ResultSet rows) throws SQLException {
        Digest key = Digest.of(rows.getBytes(1));
        long position = rows.getLong(2);
        try {
            return records.open(key, position, Bytes.wrap(rows.getBytes(3)));
        } catch (MalformedException e) {
            quarantine.damaged(key, position);
            return null;
        }
    }

    @Override
    public Optional<Long> locate(String area, Bytes key) throws SQLException, StoreException {
        Digest digest = digests.key(area, key);
        return connections.ask(connection -> position(connection, digest));
    }

    private Optional<Long> position(Connection connection, Digest key) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(POSITION)) {
            statement.setInt(1, store);
            statement.setBytes(2, key.toArray());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(row.getLong(1)) : Optional.empty();
            }
        }
    }

    @Override
    public List<StoredEntry> scan(String area, long after, int limit) throws SQLException, StoreException {
        Digest digest = digests.area(area);
        Page page = new Page(limit, after);
        // Only where something is damaged is there less than asked for although there is more.
        do {
            page.damaged = false;
            long cursor = page.last;
            List<Row> rows = connections.ask(connection -> rows(connection, digest, cursor, page));
            rows.forEach(page::add);
        } while (page.damaged && page.entries.size() < limit);
        return page.entries;
    }

    /** An entry as it was read; its content is null if it is damaged. */
    private record Row(long position, Records.@Nullable Content content) {}

    /** What a scan has found so far. */
    private static final class Page {
        private final int limit;
        private final List<StoredEntry> entries = new ArrayList<>();
        private long last;
        private long bytes;
        private boolean damaged;

        Page(int limit, long after) {
            this.limit = limit;
            last = after;
        }

        void add(Row row) {
            last = row.position;
            Records.Content content = row.content;
            if (content == null) {
                damaged = true;
            } else {
                entries.add(new StoredEntry(last, content.key(), content.value()));
                bytes += content.value().size();
            }
        }
    }

    private List<Row> rows(Connection connection, Digest area, long after, Page soFar) throws SQLException {
        List<Row> found = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(PAGE)) {
            statement.setInt(1, store);
            statement.setBytes(2, area.toArray());
            statement.setLong(3, after);
            statement.setInt(4, soFar.limit - soFar.entries.size());
            statement.setInt(5, soFar.entries.isEmpty() ? 1 : 0);
            statement.setLong(6, StoreLimits.MOST_PAGE_BYTES - soFar.bytes);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(new Row(rows.getLong(2), content(rows)));
                }
            }
        }
        return found;
    }

    /** The database knows hashes only; what an area is called stands in each of its entries. */
    @Override
    public List<String> areas() throws SQLException, StoreException {
        TreeSet<String> names = new TreeSet<>();
        for (Digest area : connections.ask(this::areas)) {
            name(area).ifPresent(names::add);
        }
        return List.copyOf(names);
    }

    private List<Digest> areas(Connection connection) throws SQLException {
        List<Digest> areas = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(AREAS)) {
            statement.setInt(1, store);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    areas.add(Digest.of(rows.getBytes(1)));
                }
            }
        }
        return areas;
    }

    private Optional<String> name(Digest area) throws SQLException, StoreException {
        long after = -1;
        while (true) {
            long cursor = after;
            Named named = connections.ask(connection -> named(connection, area, cursor));
            if (named.name != null || named.last < 0) {
                return Optional.ofNullable(named.name);
            }
            after = named.last;
        }
    }

    /**
     * What the next entry of an area calls it.
     *
     * @param name null if that entry is damaged
     * @param last its position; -1 if there is none
     */
    private record Named(@Nullable String name, long last) {}

    private Named named(Connection connection, Digest area, long after) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT key, position, sealed FROM pipes.entry"
                + " WHERE store = ? AND area = ? AND position > ? ORDER BY position LIMIT 1")) {
            statement.setInt(1, store);
            statement.setBytes(2, area.toArray());
            statement.setLong(3, after);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return new Named(null, -1);
                }
                Records.Content content = content(row);
                return new Named(content == null ? null : content.area(), row.getLong(2));
            }
        }
    }
}
