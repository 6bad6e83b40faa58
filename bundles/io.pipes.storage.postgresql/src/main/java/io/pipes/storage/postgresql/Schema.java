// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.postgresql;

import io.pipes.spi.storage.StoreException;
import io.pipes.spi.storage.StoreException.Reason;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The tables, made and brought up to date in one transaction each, by one process at a time. What nobody of us can have left is not
 * touched: tables without a version, and a version that is newer than we are.
 */
final class Schema {
    /** Marks our advisory locks among those of others: "PIPE". */
    static final int LOCKS = 0x5049_5045;

    private static final int VERSION_LOCK = 0;

    /** The statements that lead from each version to the next one. */
    private static final List<List<String>> STEPS = List.of(List.of(
            "CREATE TABLE pipes.store (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE,"
                    + " proof bytea NOT NULL, next_position bigint NOT NULL, entries bigint NOT NULL,"
                    + " bytes bigint NOT NULL)",
            "CREATE TABLE pipes.entry (store int NOT NULL, key bytea NOT NULL, area bytea NOT NULL,"
                    + " position bigint NOT NULL, sealed bytea NOT NULL, PRIMARY KEY (store, key))",
            "CREATE UNIQUE INDEX entry_by_position ON pipes.entry (store, area, position)",
            // What is sealed cannot be compressed.
            "ALTER TABLE pipes.entry ALTER sealed SET STORAGE EXTERNAL",
            "CREATE TABLE pipes.damaged (store int NOT NULL, key bytea NOT NULL, area bytea NOT NULL,"
                    + " position bigint NOT NULL, sealed bytea NOT NULL, found timestamptz NOT NULL DEFAULT now())"));

    private static final int VERSION = STEPS.size();

    private final Server server;

    Schema(Server server) {
        this.server = server;
    }

    /** Leaves the connection without a transaction. */
    void ensure(Connection connection) throws SQLException, StoreException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            // The lock ends with the transaction.
            statement.execute("SELECT pg_advisory_xact_lock(" + LOCKS + ", " + VERSION_LOCK + ")");
            bringUpToDate(statement);
            connection.commit();
        } finally {
            connection.rollback();
        }
    }

    private void bringUpToDate(Statement statement) throws SQLException, StoreException {
        int version = version(statement);
        if (version > VERSION) {
            throw refused("was made by a later version of Pipes (schema " + version + ", this one knows " + VERSION
                    + "). Update Pipes on this machine, or name another database");
        }
        if (version == VERSION) {
            return;
        }
        if (version == 0) {
            statement.execute("CREATE SCHEMA IF NOT EXISTS pipes");
            statement.execute("CREATE TABLE pipes.version (number int NOT NULL)");
            statement.execute("INSERT INTO pipes.version VALUES (0)");
        }
        for (List<String> step : STEPS.subList(version, VERSION)) {
            for (String sql : step) {
                statement.execute(sql);
            }
        }
        statement.execute("UPDATE pipes.version SET number = " + VERSION);
    }

    /** 0 if there is nothing of ours yet. */
    private int version(Statement statement) throws SQLException, StoreException {
        long tables = number(
                statement,
                "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                        + " WHERE n.nspname = 'pipes' AND c.relkind IN ('r', 'p')");
        if (tables == 0) {
            return 0;
        }
        if (number(statement, "SELECT count(*) FROM pg_tables WHERE schemaname = 'pipes' AND tablename = 'version'")
                        == 0
                || number(statement, "SELECT count(*) FROM pipes.version") != 1) {
            throw halfMade();
        }
        long version = number(statement, "SELECT number FROM pipes.version");
        long known = number(
                statement,
                "SELECT count(*) FROM pg_tables WHERE schemaname = 'pipes' AND tablename IN ('store', 'entry', 'damaged')");
        if (version < 1 || version <= VERSION && known != 3) {
            throw halfMade();
        }
        return Math.toIntExact(version);
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private StoreException halfMade() {
        return refused("is not whole: tables or their version are missing, as after a restore that was broken off."
                + " Restore it from a backup, or rename the schema to begin anew");
    }

    private StoreException refused(String why) {
        return new StoreException(
                Reason.FAILED,
                "The schema 'pipes' in database '" + server.database() + "' of " + server + " " + why + ".");
    }
}
