// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.postgresql;

import io.pipes.base.Bytes;
import io.pipes.spi.storage.StoreException;
import io.pipes.spi.storage.StoreException.Reason;
import io.pipes.spi.storage.blocking.Digest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one connection that changes a store. It holds the store's lock for as long as it lives, so whoever writes is alone: when the
 * connection is lost, so is the lock, and nothing can be written without having it again.
 *
 * <p><b>Threads.</b> One at a time; {@link #state} from any.
 */
final class StoreSession implements AutoCloseable {
    private static final String ROW = "SELECT id, proof, next_position, entries, bytes FROM pipes.store WHERE name = ?";
    private static final int ATTEMPTS = 3;

    private final Connection connection;
    private final Backend backend;
    private int store;
    private State state = new State(0, 0, 0);
    private boolean inDoubt;

    /** What the database says of a store as a whole. */
    record State(long nextPosition, long entries, long bytes) {}

    /** The server's end of a connection; its start tells it from a later one with the same number. */
    private record Backend(int pid, String start) {}

    private StoreSession(Connection connection) throws SQLException {
        this.connection = connection;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT pid, backend_start::text FROM pg_stat_activity WHERE pid = pg_backend_pid()")) {
            row.next();
            backend = new Backend(row.getInt(1), row.getString(2));
        }
    }

    /**
     * Opens a store.
     *
     * @param proof shows that the key is the store's: the same is found there, or is put there if the store is made
     * @param before the session of ours that was lost; its end at the server is ended, which may not know of it yet. Null at the first
     *     time, when the store is made if there is none
     */
    static StoreSession open(
            Connector connector, Schema schema, String name, Bytes proof, @Nullable StoreSession before)
            throws SQLException, StoreException {
        Connection connection = connector.writing();
        try {
            schema.ensure(connection);
            StoreSession session = new StoreSession(connection);
            if (before != null) {
                session.end(before.backend);
            }
            session.take(name, proof, before == null);
            return session;
        } catch (SQLException | StoreException | RuntimeException e) {
            Quietly.close(connection);
            throw e;
        }
    }

    private void end(Backend ghost) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = ? AND backend_start::text = ?")) {
            statement.setInt(1, ghost.pid());
            statement.setString(2, ghost.start());
            statement.execute();
        }
        connection.commit();
    }

    private void take(String name, Bytes proof, boolean make) throws SQLException, StoreException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (make) {
                make(name, proof);
            }
            Integer id = find(name, null);
            if (id == null) {
                throw new StoreException(
                        Reason.FAILED,
                        "The store " + name + " is not in the database any more. Restore the database from a backup.");
            }
            if (!lock(connection, id)) {
                throw locked(name);
            }
            store = id;
            // Between finding and locking somebody may have destroyed it.
            if (id.equals(find(name, proof))) {
                connection.commit();
                return;
            }
        }
        throw locked(name);
    }

    private void make(String name, Bytes proof) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO pipes.store (name, proof, next_position, entries, bytes) VALUES (?, ?, 0, 0, 0)"
                        + " ON CONFLICT (name) DO NOTHING")) {
            statement.setString(1, name);
            statement.setBytes(2, proof.toArray());
            statement.execute();
        }
        connection.commit();
    }

    /** Reads the store's row; null if there is none. */
    private @Nullable Integer find(String name, @Nullable Bytes proof) throws SQLException, StoreException {
        try (PreparedStatement statement = connection.prepareStatement(ROW)) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return null;
                }
                if (proof != null && !Bytes.wrap(row.getBytes(2)).equals(proof)) {
                    throw new StoreException(
                            Reason.FAILED,
                            "The store " + name + " was sealed with another key, or its row is damaged."
                                    + " Restore the keys directory or the database from a backup.");
                }
                state = new State(row.getLong(3), row.getLong(4), row.getLong(5));
                return row.getInt(1);
            }
        }
    }

    private static boolean lock(Connection connection, int store) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT pg_try_advisory_lock(" + Schema.LOCKS + ", " + store + ")")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private static StoreException locked(String name) {
        return new StoreException(
                Reason.LOCKED,
                "The store " + name + " is open already, here or in another process that uses the same database."
                        + " Stop that one first (pipes stop), then try again.");
    }

    /** Renames a store that nobody has open, by which it is gone: {@link Leftovers} does the rest. */
    static void discard(Connection connection, String name) throws SQLException, StoreException {
        StoreSession session = new StoreSession(connection);
        Integer id = session.find(name, null);
        if (id != null && !lock(connection, id)) {
            throw locked(name);
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "UPDATE pipes.store SET name = '" + Leftovers.MARK + "' || id WHERE id = " + (id == null ? 0 : id));
        }
        connection.commit();
    }

    int store() {
        return store;
    }

    synchronized State state() {
        return state;
    }

    private synchronized void state(State next) {
        state = next;
    }

    /** Whether the connection was lost at the very moment when nobody can say from here whether the last group is there. */
    boolean isInDoubt() {
        return inDoubt;
    }

    /** Applies a group; it is durable when this returns. After a failure none of it is there, unless {@link #isInDoubt}. */
    void write(Group group) throws SQLException {
        State before = state();
        List<StoredRow> rows = group.rows();
        State gone = delete(group.keys());
        insert(rows);
        long bytes = rows.stream().mapToLong(row -> row.sealed().size()).sum();
        commit(new State(
                group.nextPosition(),
                before.entries() - gone.entries() + rows.size(),
                before.bytes() - gone.bytes() + bytes));
    }

    private State delete(List<Digest> keys) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "WITH gone AS (DELETE FROM pipes.entry WHERE store = ? AND key = ANY (?)"
                        + " RETURNING octet_length(sealed) AS size) SELECT count(*), coalesce(sum(size), 0) FROM gone")) {
            statement.setInt(1, store);
            statement.setArray(2, connection.createArrayOf("bytea", arrays(keys)));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new State(0, row.getLong(1), row.getLong(2));
            }
        }
    }

    static byte[][] arrays(List<Digest> keys) {
        return keys.stream().map(Digest::toArray).toArray(byte[][]::new);
    }

    private void insert(List<StoredRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO pipes.entry (store, key, area, position, sealed) VALUES (?, ?, ?, ?, ?)")) {
            for (StoredRow row : rows) {
                statement.setInt(1, store);
                statement.setBytes(2, row.key().toArray());
                statement.setBytes(3, row.area().toArray());
                statement.setLong(4, row.position());
                statement.setBytes(5, row.sealed().toArray());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** Sets a damaged row aside, unless there is something newer. */
    void setAside(Digest key, long position) throws SQLException {
        State gone = move(key, position);
        State before = state();
        commit(new State(before.nextPosition(), before.entries() - gone.entries(), before.bytes() - gone.bytes()));
    }

    private State move(Digest key, long position) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "WITH gone AS (DELETE FROM pipes.entry WHERE store = ? AND key = ? AND position = ?"
                        + " RETURNING store, key, area, position, sealed),"
                        + " kept AS (INSERT INTO pipes.damaged SELECT * FROM gone)"
                        + " SELECT count(*), coalesce(sum(octet_length(sealed)), 0) FROM gone")) {
            statement.setInt(1, store);
            statement.setBytes(2, key.toArray());
            statement.setLong(3, position);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new State(0, row.getLong(1), row.getLong(2));
            }
        }
    }

    /** Finds out whether the server is there, and whether it takes changes. */
    void probe() throws SQLException {
        commit(state());
    }

    /** Finds out whether the server is there. */
    void greet() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT 1");
        }
        connection.commit();
    }

    private void commit(State next) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "UPDATE pipes.store SET next_position = ?, entries = ?, bytes = ? WHERE id = ? AND next_position = ?")) {
            statement.setLong(1, next.nextPosition());
            statement.setLong(2, next.entries());
            statement.setLong(3, next.bytes());
            statement.setInt(4, store);
            statement.setLong(5, state().nextPosition());
            if (statement.executeUpdate() != 1) {
                // As lost as a connection: only who begins anew knows what is true.
                throw new SQLException("somebody else has changed the store in spite of its lock", "08006");
            }
        }
        inDoubt = true;
        connection.commit();
        inDoubt = false;
        state(next);
    }

    /** Undoes what was begun, after a failure that has left the connection whole. */
    void undo() throws SQLException {
        inDoubt = false;
        connection.rollback();
    }

    /** Lets the lock go. */
    @Override
    public void close() {
        Quietly.close(connection);
    }
}
