// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.command;

import io.pipes.cli.Session;
import io.pipes.cli.output.Column;
import io.pipes.cli.output.Table;
import io.pipes.client.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code pipes node ...} */
@Command(description = "The other nodes of a network.")
public final class NodeCommands {
    private static final int SHOWN_HOPS = 8;

    private final Session session;

    public NodeCommands(Session session) {
        this.session = session;
    }

    static Table table(List<JsonObject> nodes) {
        return Table.of(
                Column.text("NAME", "name"),
                Column.id("NODE", "node"),
                Column.text("ROLE", "role"),
                Column.text("STATE", "state"),
                Column.number("HOPS", "hops"),
                Column.millis("RTT", "rttMillis"),
                new Names(nodes).way("ADDRESS OR WAY"),
                Column.age("LAST SEEN", "lastSeen"));
    }

    @Command(description = "Show all other nodes: how near they are, and through whom.")
    void list() {
        List<JsonObject> nodes = session.askForList("node.list", session.params());
        session.out()
                .rows(
                        nodes,
                        table(nodes),
                        "There are no other nodes yet. '" + session.home().command("network invite")
                                + "' gives a ticket for one.");
    }

    @Command(description = "Show the nodes that are directly connected.")
    void peers() {
        List<JsonObject> peers = session.askForList("node.peers", session.params());
        session.out()
                .rows(
                        peers,
                        table(peers),
                        "No node is connected now. '" + session.home().command("node list") + "' shows the others.");
    }

    @Command(description = "Measure the way to a node and back.")
    void ping(@Parameters(paramLabel = "NODE") String node) {
        JsonObject answer = session.ask("node.ping", session.params().with("node", node));
        double millis = answer.decimal("rttMillis").orElse(0.0);
        session.out().result(answer, String.format(Locale.ROOT, "'%s' answered in %.2f ms.", node, millis));
    }

    @Command(
            description = "Say why a node is reached as it is: the way, what was tried, and what would make it direct.")
    void explain(@Parameters(paramLabel = "NODE") String node) {
        JsonObject explained = session.ask("node.explain", session.params().with("node", node));
        if (session.out().isForPrograms()) {
            session.out().result(explained, "");
            return;
        }
        Names names = new Names(session.askForList("network.members", session.params()));
        session.out().result(explained, way(explained, names) + "\n" + explained.text("reason", ""));
        if (!explained.objects("candidates").isEmpty()) {
            session.out().say("");
            session.out().rows(explained.objects("candidates"), candidates(names), "");
        }
    }

    private static String way(JsonObject explained, Names names) {
        String node = names.of(explained.text("node", ""));
        List<String> route = explained.texts("route");
        if (route.isEmpty()) {
            return "'" + node + "' cannot be reached now.";
        }
        String way = route.stream().limit(SHOWN_HOPS).map(names::of).collect(Collectors.joining(" -> "));
        return "'" + node + "' is " + route.size() + (route.size() == 1 ? " hop" : " hops") + " away: this node -> "
                + way + (route.size() > SHOWN_HOPS ? " -> ..." : "");
    }

    private static Table candidates(Names names) {
        return Table.of(
                new Column("ADDRESS OR WAY", row -> names.ofAny(row.text("address", "-")), true),
                Column.text("KIND", "kind"),
                Column.text("RESULT", "result"));
    }
}
