// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.command;

import io.pipes.cli.Session;
import io.pipes.cli.output.Column;
import io.pipes.cli.output.Table;
import io.pipes.client.json.JsonObject;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code pipes node ...} */
@Command(description = "The other nodes of a network.")
public final class NodeCommands {
    static final Table TABLE = Table.of(
            Column.text("NAME", "name"),
            Column.id("NODE", "node"),
            Column.text("ROLE", "role"),
            Column.text("STATE", "state"),
            Column.number("HOPS", "hops"),
            Column.millis("RTT", "rttMillis"),
            Column.whole("ADDRESS", "address"),
            Column.age("LAST SEEN", "lastSeen"));

    private final Session session;

    public NodeCommands(Session session) {
        this.session = session;
    }

    @Command(description = "Show all other nodes.")
    void list() {
        session.out()
                .rows(
                        session.askForList("node.list", session.params()),
                        TABLE,
                        "There are no other nodes yet. '" + session.home().command("network invite")
                                + "' gives a ticket for one.");
    }

    @Command(description = "Show the nodes that are directly connected.")
    void peers() {
        session.out()
                .rows(
                        session.askForList("node.peers", session.params()),
                        TABLE,
                        "No node is connected now. '" + session.home().command("node list") + "' shows the others.");
    }

    @Command(description = "Measure the way to a node and back.")
    void ping(@Parameters(paramLabel = "NODE") String node) {
        JsonObject answer = session.ask("node.ping", session.params().with("node", node));
        double millis = answer.decimal("rttMillis").orElse(0.0);
        session.out().result(answer, String.format(Locale.ROOT, "'%s' answered in %.2f ms.", node, millis));
    }
}
