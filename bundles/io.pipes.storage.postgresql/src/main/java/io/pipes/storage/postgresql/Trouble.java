// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.postgresql;

import io.pipes.spi.storage.StoreException;
import io.pipes.spi.storage.StoreException.Reason;
import java.sql.SQLException;

/** What PostgreSQL complains about, in words for people. */
final class Trouble {
    private static final String SETTINGS = "the configuration io.pipes.storage.postgresql";
    private static final String BY_ITSELF = " Pipes tries again by itself.";

    private final Server server;

    Trouble(Server server) {
        this.server = server;
    }

    /** The connection is of no use any more, or there never was one. */
    static boolean isLost(SQLException e) {
        String state = state(e);
        // 57P: the server stops, crashed, or is not there yet.
        return state.startsWith("08") || state.startsWith("57P");
    }

    StoreException failure(SQLException e) {
        StoreException failure = new StoreException(reason(e), sentence(e));
        failure.initCause(e);
        return failure;
    }

    private static Reason reason(SQLException e) {
        return state(e).equals("53100") ? Reason.FULL : Reason.FAILED;
    }

    private String sentence(SQLException e) {
        return switch (state(e)) {
            case "08000", "08001", "08003", "08004", "08006", "57P01", "57P02" ->
                server + " cannot be reached (" + words(e) + "). Start it, or correct host and port in " + SETTINGS
                        + "." + BY_ITSELF;
            case "57P03" -> server + " is just starting or stopping." + BY_ITSELF;
            case "28000", "28P01" ->
                server + " does not let '" + server.user()
                        + "' in. Put the right password into the file that password.file in " + SETTINGS + " names.";
            case "3D000" ->
                server + " has no database '" + server.database() + "'. Make it: createdb --owner=" + server.user()
                        + " " + server.database() + ".";
            case "42501" ->
                server + " does not allow '" + server.user() + "' enough (" + words(e)
                        + "). Make it the owner of database '" + server.database() + "'.";
            case "25006" ->
                server + " takes no changes: it is a standby or was made read-only. "
                        + "Connect to the primary, or let it write again." + BY_ITSELF;
            case "53100" ->
                "The disk of " + server + " is full: nothing can be stored. Free some space there." + BY_ITSELF;
            case "53300" ->
                server + " has no connection left for us. Raise its max_connections or lower pool.size in " + SETTINGS
                        + "." + BY_ITSELF;
            default -> server + " reports an error: " + words(e) + " (" + state(e) + ").";
        };
    }

    /** The first line; the driver is told to leave out details, which could hold values. */
    private static String words(SQLException e) {
        String message = e.getMessage() == null ? "no reason given" : e.getMessage();
        return message.lines().findFirst().orElse("").replaceFirst("[.]\\s*$", "");
    }

    private static String state(SQLException e) {
        return e.getSQLState() == null ? "" : e.getSQLState();
    }
}
