// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.index;

import io.pipes.spi.storage.blocking.Digest;
import io.pipes.storage.derby.log.Mark;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/** The tables, and what is read from them once when the index is opened. */
final class DerbySchema {
    /** A database with another number is made anew from the log. */
    static final int VERSION = 1;

    private static final String[] TABLES = {
        "CREATE TABLE entries (digest CHAR(16) FOR BIT DATA NOT NULL CONSTRAINT entries_by_key PRIMARY KEY,"
                + " area INT NOT NULL, place BIGINT NOT NULL, segment BIGINT NOT NULL,"
                + " record_offset INT NOT NULL, record_length INT NOT NULL, size INT NOT NULL)",
        "CREATE UNIQUE INDEX entries_by_place ON entries (area, place)",
        "CREATE TABLE areas (id INT NOT NULL PRIMARY KEY, digest CHAR(16) FOR BIT DATA NOT NULL)",
        "CREATE TABLE segments (segment BIGINT NOT NULL PRIMARY KEY, live BIGINT NOT NULL)",
        "CREATE TABLE state (version INT NOT NULL, segment BIGINT NOT NULL, mark_end INT NOT NULL,"
                + " mark_record INT NOT NULL, mark_checksum INT NOT NULL, next_place BIGINT NOT NULL,"
                + " entries BIGINT NOT NULL)",
        "INSERT INTO state VALUES (" + VERSION + ", 0, 0, 0, 0, 0, 0)",
    };

    private DerbySchema() {}

    /** Makes the tables unless they are there. */
    static void ensure(Connection connection) throws SQLException {
        try (ResultSet tables = connection.getMetaData().getTables(null, "APP", "STATE", null)) {
            if (tables.next()) {
                return;
            }
        }
        try (Statement statement = connection.createStatement()) {
            for (String sql : TABLES) {
                statement.execute(sql);
            }
        }
        connection.commit();
    }

    static IndexState state(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT * FROM state")) {
            if (!row.next() || row.getInt(1) != VERSION) {
                throw new SQLException("The index has another version");
            }
            Mark mark = new Mark(row.getLong(2), row.getInt(3), row.getInt(4), row.getInt(5));
            return new IndexState(mark, row.getLong(6), row.getLong(7), live(connection));
        }
    }

    private static Map<Long, Long> live(Connection connection) throws SQLException {
        Map<Long, Long> live = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT segment, live FROM segments")) {
            while (rows.next()) {
                live.put(rows.getLong(1), rows.getLong(2));
            }
        }
        return live;
    }

    static Map<Digest, Integer> areas(Connection connection) throws SQLException {
        Map<Digest, Integer> areas = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT digest, id FROM areas")) {
            while (rows.next()) {
                areas.put(Digest.of(rows.getBytes(1)), rows.getInt(2));
            }
        }
        return areas;
    }
}
