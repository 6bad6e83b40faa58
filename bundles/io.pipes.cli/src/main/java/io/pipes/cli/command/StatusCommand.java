// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.command;

import io.pipes.cli.Session;
import io.pipes.cli.output.Column;
import io.pipes.cli.output.Table;
import io.pipes.client.json.JsonObject;
import picocli.CommandLine.Command;

/** {@code pipes status} */
@Command(description = "Show whether the node runs and how it is.")
public final class StatusCommand implements Runnable {
    private static final Table CARD = Table.of(
            Column.text("state", "state"),
            Column.number("process", "pid"),
            Column.text("version", "version"),
            Column.text("java", "javaVersion"),
            Column.texts("listens at", "listen"),
            Column.text("API at", "console"),
            Column.bytes("memory", "rssBytes"),
            Column.bytes("heap", "heapUsedBytes"),
            Column.number("open files", "openFiles"),
            Column.number("links", "links"),
            Column.text("keys behind", "keys"));

    private final Session session;

    public StatusCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        print(session, session.ask("status", JsonObject.empty()));
    }

    static void print(Session session, JsonObject status) {
        session.out().card(status, CARD);
        status.texts("problems").forEach(problem -> session.out().say("problem     " + problem));
        status.texts("news").forEach(news -> session.out().say("news        " + news));
    }
}
