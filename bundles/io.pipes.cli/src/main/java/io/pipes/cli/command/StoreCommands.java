// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.command;

import io.pipes.cli.Session;
import io.pipes.cli.output.Column;
import io.pipes.cli.output.Table;
import io.pipes.client.ClientException;
import io.pipes.client.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code pipes store ...} */
@Command(description = "Where this node keeps what it knows.")
public final class StoreCommands {
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Table TABLE = Table.of(
            Column.text("STORE", "store"),
            Column.texts("INSTALLED", "installed"),
            new Column("MOVE", row -> row.object("move").has("state") ? told(row.object("move")) : "-"));

    private final Session session;

    public StoreCommands(Session session) {
        this.session = session;
    }

    @Command(description = "Show the store that is used, those that could be, and how far a move is.")
    void show() {
        session.out().card(session.ask("store.show", JsonObject.empty()), TABLE);
    }

    @Command(
            description =
                    "Move all nodes of this process into another store and use it from then on. Networks are left while it"
                            + " copies and joined again afterwards; if anything goes wrong, the old store goes on.")
    void move(@Parameters(paramLabel = "STORE", description = "derby or postgresql.") String to)
            throws InterruptedException {
        JsonObject info = session.ask("store.move", JsonObject.empty().with("to", to));
        session.out().note("Networks are stopped until everything is copied and compared.");
        String before = "";
        while (!isOver(info)) {
            String told = told(info.object("move"));
            if (!told.equals(before)) {
                session.out().note(told);
                before = told;
            }
            pause();
            info = session.ask("store.show", JsonObject.empty());
        }
        JsonObject move = info.object("move");
        move.text("failure").ifPresent(failure -> {
            throw new ClientException("storage", failure, true);
        });
        session.out()
                .result(
                        move,
                        "Moved " + move.number("entries").orElse(0L) + " entries: nodes are kept in " + to + " now.");
    }

    private static boolean isOver(JsonObject info) {
        String state = info.object("move").text("state", "failed");
        return state.equals("done") || state.equals("failed");
    }

    private static String told(JsonObject move) {
        return move.text("state", "") + " to " + move.text("to", "") + ": "
                + move.number("nodes").orElse(0L) + " of "
                + move.number("allNodes").orElse(0L) + " nodes, "
                + move.number("entries").orElse(0L) + " entries";
    }

    private static void pause() throws InterruptedException {
        // Nobody counts down: it is a wait that ends by its time or by an interruption.
        new CountDownLatch(1).await(LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }
}
