// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.index;

import io.pipes.spi.storage.blocking.Digest;
import io.pipes.storage.derby.log.Location;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The questions, asked on one connection by one thread at a time. */
final class DerbyReader {
    private static final String COLUMNS =
            "SELECT digest, area, place, segment, record_offset, record_length, size FROM entries ";

    private final PreparedStatement byKey;
    private final PreparedStatement byPlace;
    private final PreparedStatement bySegment;

    DerbyReader(Connection connection) throws SQLException {
        byKey = connection.prepareStatement(COLUMNS + "--DERBY-PROPERTIES constraint=entries_by_key\nWHERE digest = ?");
        byPlace = connection.prepareStatement(
                COLUMNS + "--DERBY-PROPERTIES index=entries_by_place\nWHERE area = ? AND place > ? ORDER BY place");
        bySegment =
                connection.prepareStatement(COLUMNS + "WHERE segment = ? AND record_offset >= ? AND record_offset < ?");
    }

    @Nullable
    Row find(Digest key, Map<Integer, Digest> areas) throws SQLException {
        byKey.setBytes(1, key.toArray());
        List<Row> rows = rows(byKey, areas);
        return rows.isEmpty() ? null : rows.get(0);
    }

    List<Row> scan(int area, long after, int limit, Map<Integer, Digest> areas) throws SQLException {
        byPlace.setInt(1, area);
        byPlace.setLong(2, after);
        byPlace.setMaxRows(limit);
        return rows(byPlace, areas);
    }

    List<Row> in(long segment, int offset, int end, Map<Integer, Digest> areas) throws SQLException {
        bySegment.setLong(1, segment);
        bySegment.setInt(2, offset);
        bySegment.setInt(3, end);
        return rows(bySegment, areas);
    }

    private static List<Row> rows(PreparedStatement query, Map<Integer, Digest> areas) throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (ResultSet found = query.executeQuery()) {
            while (found.next()) {
                rows.add(row(found, areas));
            }
        }
        return rows;
    }

    private static Row row(ResultSet found, Map<Integer, Digest> areas) throws SQLException {
        Digest area = areas.get(found.getInt(2));
        if (area == null) {
            throw new SQLException("The index names an area it does not know");
        }
        Location location = new Location(found.getLong(4), found.getInt(5), found.getInt(6));
        return new Row(Digest.of(found.getBytes(1)), area, found.getLong(3), location, found.getInt(7));
    }
}
