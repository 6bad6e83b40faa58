// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.command;

import io.pipes.cli.Session;
import io.pipes.cli.output.Column;
import io.pipes.cli.output.Table;
import io.pipes.client.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code pipes identity ...} */
@Command(description = "Who you are in your networks.")
public final class IdentityCommands {
    private static final Table TABLE =
            Table.of(Column.text("NAME", "name"), Column.id("IDENTITY", "identity"), Column.text("CREATED", "created"));

    private final Session session;

    public IdentityCommands(Session session) {
        this.session = session;
    }

    @Command(description = "Make an identity. Its name is what others see.")
    void create(@Parameters(paramLabel = "NAME", description = "For example laptop, or your first name.") String name) {
        JsonObject created = session.ask("identity.create", JsonObject.empty().with("name", name));
        session.out().result(created, "You are '" + name + "' (" + Column.shorten(created.text("identity", "")) + ").");
        session.out()
                .hint("Next: '" + session.home().command("network create NAME") + "' for a network of your own, or '"
                        + session.home().command("network join TICKET") + "'.");
    }

    @Command(description = "Show all identities in this home.")
    void list() {
        session.out()
                .rows(
                        session.askForList("identity.list", JsonObject.empty()),
                        TABLE,
                        "There is no identity yet. Make one with '"
                                + session.home().command("identity create NAME") + "'.");
    }

    @Command(description = "Show one identity.")
    void show(
            @Parameters(paramLabel = "IDENTITY", arity = "0..1", description = "Its name or the beginning of its id.")
                    String identity) {
        Table card = Table.of(
                Column.text("name", "name"), Column.text("identity", "identity"), Column.text("created", "created"));
        session.out().card(session.ask("identity.show", JsonObject.empty().withIfGiven("identity", identity)), card);
    }
}
