// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.command;

import io.pipes.cli.Session;
import io.pipes.cli.output.Column;
import io.pipes.cli.output.Table;
import io.pipes.client.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pipes presence ...} */
@Command(description = "Who is there, how near, and what they say about themselves.")
public final class PresenceCommands {
    private final Session session;

    public PresenceCommands(Session session) {
        this.session = session;
    }

    @Command(description = "Show all members, this node first.")
    void list() {
        List<JsonObject> members = session.askForList("presence.list", session.params());
        session.out().rows(members, table(members), "Nobody.");
    }

    private static Table table(List<JsonObject> members) {
        Names names = new Names(members);
        return Table.of(
                Column.text("NAME", "name"),
                Column.id("NODE", "node"),
                new Column("STATE", PresenceCommands::state),
                new Column("VIA", row -> row.text("via").map(names::of).orElse("-")),
                Column.millis("RTT", "rttMillis"),
                Column.age("LAST SEEN", "lastSeen"),
                Column.text("STATUS", "status"));
    }

    private static String state(JsonObject member) {
        return member.text("state", "") + (member.flag("suspected") ? ", silent" : "");
    }

    @Command(description = "Print who comes, goes or says something else, until --count or --timeout.")
    int watch(
            @Option(names = "--count", paramLabel = "N", description = "End after N changes.") @Nullable Long count,
            @Option(
                            names = "--timeout",
                            paramLabel = "TIME",
                            description = "End with code 5 when it takes longer: 500ms, 10s.")
                    @Nullable
                    Duration timeout)
            throws InterruptedException {
        Receiving.Item changes = new Receiving.Item("changes", PresenceCommands::row, this::line);
        return new Receiving(session, changes, count, timeout).print("presence.subscribe", session.params());
    }

    /** The member as in a list, and what happened. */
    private static JsonObject row(JsonObject change) {
        return JsonObject.empty().with("kind", change.text("kind", "")).withAll(change.object("member"));
    }

    private String line(JsonObject change) {
        JsonObject member = change.object("member");
        String name = "'" + member.text("name", "?") + "' ";
        return switch (change.text("kind", "")) {
            case "joined" -> name + "is a member now" + said(member);
            case "removed" -> name + "is no member any more";
            default -> name + "is " + state(member) + distance(member) + said(member);
        };
    }

    private String distance(JsonObject member) {
        Optional<String> via = member.text("via");
        if (via.isEmpty()) {
            return member.decimal("rttMillis")
                    .map(millis -> String.format(Locale.ROOT, ", %.1f ms away", millis))
                    .orElse("");
        }
        Names names = new Names(session.askForList("node.list", session.params()));
        return ", " + member.number("hops").orElse(0L) + " hops via '" + names.of(via.get()) + "'";
    }

    private static String said(JsonObject member) {
        return member.text("status")
                .filter(status -> !status.isEmpty())
                .map(status -> ": " + status)
                .orElse("");
    }

    @Command(description = "Let all members know what you are doing.")
    void set(
            @Parameters(
                            paramLabel = "STATUS",
                            description = "At most 140 characters, in quotes; '' for none. It stays across restarts.")
                    String status) {
        JsonObject said = session.ask("presence.set", session.params().with("status", status));
        session.out().result(said, status.isEmpty() ? "You say nothing now." : "All members can see now: " + status);
    }
}
