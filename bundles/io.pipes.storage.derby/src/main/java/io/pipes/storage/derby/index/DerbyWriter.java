// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.index;

import io.pipes.spi.storage.blocking.Digest;
import io.pipes.storage.derby.log.Mark;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The changes, made on one connection; {@link #commit} makes them durable together. */
final class DerbyWriter {
    private final Connection connection;
    private final PreparedStatement lock;
    private final PreparedStatement insert;
    private final PreparedStatement update;
    private final PreparedStatement delete;
    private final PreparedStatement insertArea;
    private final PreparedStatement deleteSegment;
    private final PreparedStatement insertSegment;
    private final PreparedStatement setState;

    DerbyWriter(Connection connection) throws SQLException {
        this.connection = connection;
        lock = connection.prepareStatement("LOCK TABLE entries IN EXCLUSIVE MODE");
        insert = connection.prepareStatement(
                "INSERT INTO entries (area, place, segment, record_offset, record_length, size,"
                        + " digest) VALUES (?, ?, ?, ?, ?, ?, ?)");
        update = connection.prepareStatement("UPDATE entries SET area = ?, place = ?, segment = ?, record_offset = ?,"
                + " record_length = ?, size = ? WHERE digest = ?");
        delete = connection.prepareStatement("DELETE FROM entries WHERE digest = ?");
        insertArea = connection.prepareStatement("INSERT INTO areas (id, digest) VALUES (?, ?)");
        deleteSegment = connection.prepareStatement("DELETE FROM segments WHERE segment = ?");
        insertSegment = connection.prepareStatement("INSERT INTO segments (segment, live) VALUES (?, ?)");
        setState = connection.prepareStatement("UPDATE state SET segment = ?, mark_end = ?, mark_record = ?,"
                + " mark_checksum = ?, next_place = ?, entries = ?");
    }

    /** One lock on the table instead of several per row, which is what most of the time would go into. */
    void begin() throws SQLException {
        lock.executeUpdate();
    }

    void change(@Nullable Row before, @Nullable Row after, int area) throws SQLException {
        if (after != null) {
            write(before == null ? insert : update, after, area);
        } else if (before != null) {
            delete.setBytes(1, before.key().toArray());
            delete.executeUpdate();
        }
    }

    private static void write(PreparedStatement statement, Row row, int area) throws SQLException {
        statement.setInt(1, area);
        statement.setLong(2, row.position());
        statement.setLong(3, row.location().segment());
        statement.setInt(4, row.location().offset());
        statement.setInt(5, row.location().length());
        statement.setInt(6, row.size());
        statement.setBytes(7, row.key().toArray());
        statement.executeUpdate();
    }

    void area(int id, Digest digest) throws SQLException {
        insertArea.setInt(1, id);
        insertArea.setBytes(2, digest.toArray());
        insertArea.executeUpdate();
    }

    void live(long segment, long bytes) throws SQLException {
        deleteSegment.setLong(1, segment);
        deleteSegment.executeUpdate();
        if (bytes > 0) {
            insertSegment.setLong(1, segment);
            insertSegment.setLong(2, bytes);
            insertSegment.executeUpdate();
        }
    }

    void commit(IndexState state) throws SQLException {
        Mark mark = state.mark();
        setState.setLong(1, mark.segment());
        setState.setInt(2, mark.end());
        setState.setInt(3, mark.record());
        setState.setInt(4, mark.checksum());
        setState.setLong(5, state.nextPosition());
        setState.setLong(6, state.entries());
        setState.executeUpdate();
        connection.commit();
    }
}
