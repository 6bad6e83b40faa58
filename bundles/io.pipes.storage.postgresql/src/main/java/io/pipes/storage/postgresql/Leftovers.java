// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.postgresql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows of stores that were destroyed. They go in small transactions, because a large store takes longer than a connection may be silent;
 * what is interrupted goes on when the next store is destroyed.
 */
final class Leftovers {
    /** How the names of such stores begin; no other name does. */
    static final String MARK = "!";

    private static final int AT_ONCE = 5_000;

    private Leftovers() {}

    static void sweep(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (int store : all(statement)) {
                for (String table : List.of("pipes.entry", "pipes.damaged")) {
                    sweep(connection, statement, table, store);
                }
                statement.execute("DELETE FROM pipes.store WHERE id = " + store);
                connection.commit();
            }
        }
    }

    private static List<Integer> all(Statement statement) throws SQLException {
        List<Integer> stores = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery("SELECT id FROM pipes.store WHERE name LIKE '" + MARK + "%'")) {
            while (rows.next()) {
                stores.add(rows.getInt(1));
            }
        }
        return stores;
    }

    private static void sweep(Connection connection, Statement statement, String table, int store) throws SQLException {
        int gone;
        do {
            gone = statement.executeUpdate("DELETE FROM " + table + " WHERE ctid = ANY (ARRAY(SELECT ctid FROM " + table
                    + " WHERE store = " + store + " LIMIT " + AT_ONCE + "))");
            connection.commit();
        } while (gone > 0);
    }
}
