// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.command;

import io.pipes.cli.Session;
import io.pipes.cli.output.Column;
import io.pipes.cli.output.QrText;
import io.pipes.cli.output.Table;
import io.pipes.client.ClientException;
import io.pipes.client.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pipes network ...} */
@Command(description = "Private networks: make, join, invite, and who belongs to them.")
public final class NetworkCommands {
    private static final Duration JOIN_PATIENCE = Duration.ofSeconds(60);
    private static final Duration BRIEFEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(365);
    private static final int MOST_USES = 10_000;
    private static final Table TABLE = Table.of(
            Column.text("NAME", "name"),
            Column.id("NETWORK", "network"),
            Column.text("ROLE", "role"),
            Column.text("STATE", "state"),
            Column.number("MEMBERS", "members"),
            Column.id("NODE", "node"));
    private static final Table CARD = Table.of(
            Column.text("name", "name"),
            Column.text("network", "network"),
            Column.text("node", "node"),
            Column.text("role", "role"),
            Column.text("state", "state"),
            Column.number("known", "known"),
            Column.number("reachable", "reachable"),
            Column.texts("security", "securityProtocols"),
            Column.texts("channels", "channels"),
            Column.texts("services", "services"),
            Column.texts("applications", "applications"));
    private static final Table MEMBERS = Table.of(
            Column.text("NAME", "name"),
            Column.id("NODE", "node"),
            Column.text("ROLE", "role"),
            Column.text("STATE", "state"),
            new Column("", row -> row.flag("self") ? "this node" : ""));

    private final Session session;

    public NetworkCommands(Session session) {
        this.session = session;
    }

    @Command(description = "Make a network of your own.")
    void create(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--as", paramLabel = "IDENTITY", description = "Which of your identities.") @Nullable
                    String as) {
        JsonObject created = session.ask(
                "network.create", JsonObject.empty().with("name", name).withIfGiven("identity", as));
        session.out().result(created, "The network '" + name + "' is yours.");
        session.out().hint("Next: '" + session.home().command("network invite") + "' gives a ticket for another node.");
    }

    @Command(description = "Show all networks of this home.")
    void list() {
        session.out().rows(session.askForList("network.list", JsonObject.empty()), TABLE, noNetwork());
    }

    private String noNetwork() {
        return "There is no network yet. Make one with '" + session.home().command("network create NAME")
                + "', or join one with '" + session.home().command("network join TICKET") + "'.";
    }

    @Command(description = "Join a network with a ticket.")
    void join(
            @Parameters(
                            paramLabel = "TICKET",
                            arity = "0..1",
                            description =
                                    "What 'pipes network invite' printed. Left out or -: asked for, or read from standard input.")
                    @Nullable
                    String ticket,
            @Option(names = "--as", paramLabel = "IDENTITY", description = "Which of your identities.") @Nullable
                    String as) {
        String text = ticket == null || ticket.equals("-") ? readTicket(as) : ticket;
        JsonObject joined = session.ask(
                "network.join", JsonObject.empty().with("ticket", text).withIfGiven("identity", as), JOIN_PATIENCE);
        session.out()
                .result(
                        joined,
                        "You are in '" + joined.text("name", "") + "' as " + joined.text("role", "member") + ", "
                                + joined.text("state", "") + ".");
        session.out().hint("'" + session.home().command("node list") + "' shows who else is there.");
        if (!session.out().isForPrograms()) {
            warnOfNamesake(joined.text("network", ""));
        }
    }

    /** Names are not unique in a network; who shares one can only be meant by id. */
    private void warnOfNamesake(String network) {
        List<JsonObject> members =
                session.askForList("network.members", JsonObject.empty().with("network", network));
        List<String> own = names(members, member -> member.flag("self"));
        List<String> others = names(members, member -> !member.flag("self"));
        own.stream()
                .filter(others::contains)
                .forEach(name -> session.out()
                        .note("pipes: another node is called '" + name
                                + "' there too; to mean one of them, use its id."));
    }

    private static List<String> names(List<JsonObject> members, Predicate<JsonObject> which) {
        return members.stream()
                .filter(which)
                .map(member -> member.text("name", ""))
                .toList();
    }

    /** Read and not said as an argument, a ticket stays out of the shell's history and the list of processes. */
    private String readTicket(@Nullable String as) {
        // Nobody should look for a ticket in vain.
        session.node();
        if (session.out().terminal().inputInteractive()) {
            session.ask("identity.show", JsonObject.empty().withIfGiven("identity", as));
        }
        session.out().prompt("Ticket: ");
        String ticket = new LineInput(session.in()).readText();
        if (ticket.isEmpty()) {
            throw new ClientException(
                    "usage", "A ticket is needed: what 'pipes network invite' printed on the other node.", false);
        }
        return ticket;
    }

    @Command(description = "Leave a network and forget it.")
    void leave(
            @Parameters(paramLabel = "NETWORK", arity = "0..1") @Nullable String network,
            @Option(names = "--force", description = "Also as its only owner: nobody can give that role again.")
                    boolean force) {
        JsonObject params = session.params(network).withIfGiven("force", force ? true : null);
        session.out().result(session.ask("network.leave", params), "Left.");
    }

    @Command(description = "Show one network: state, peers, what it offers, and who is linked to whom.")
    void show(@Parameters(paramLabel = "NETWORK", arity = "0..1") @Nullable String network) {
        JsonObject shown = session.ask("network.show", session.params(network));
        session.out().card(shown, CARD);
        if (!session.out().isForPrograms()) {
            session.out().say("");
            session.out()
                    .rows(
                            shown.objects("peers"),
                            NodeCommands.table(shown.objects("peers")),
                            "No node is connected now.");
            Names names = new Names(session.askForList("network.members", session.params(network)));
            new Topology(shown.objects("links")).print(session.out(), names);
        }
    }

    @Command(description = "Show all members, this node included.")
    void members(@Parameters(paramLabel = "NETWORK", arity = "0..1") @Nullable String network) {
        session.out().rows(session.askForList("network.members", session.params(network)), MEMBERS, "Nobody.");
    }

    @Command(description = "Make a ticket for another node. Whoever has it may join.")
    void invite(
            @Option(
                            names = "--role",
                            paramLabel = "ROLE",
                            description =
                                    "owner, admin, writer, reader or relay; none above your own. Default: writer.")
                    @Nullable
                    String role,
            @Option(
                            names = "--expires",
                            paramLabel = "TIME",
                            description = "How long it is valid, from 1m to 365d. Default: 72h.")
                    @Nullable
                    Duration expires,
            @Option(
                            names = "--uses",
                            paramLabel = "N",
                            description = "How many may join with it, from 1 to 10000. Default: 1.")
                    @Nullable
                    Integer uses,
            @Option(names = "--qr", description = "Also draw it for a camera.") boolean qr) {
        checkTerms(expires, uses);
        JsonObject params = session.params()
                .withIfGiven("role", role)
                .withIfGiven("expiresMillis", expires == null ? null : expires.toMillis())
                .withIfGiven("uses", uses);
        JsonObject invitation = session.ask("network.invite", params);
        String ticket = invitation.text("ticket", "");
        session.out().result(invitation, ticket);
        if (qr && !session.out().isForPrograms()) {
            draw(ticket);
        }
        session.out()
                .hint("For " + invitation.number("uses").orElse(1L) + " node(s) as " + invitation.text("role", "")
                        + ", until " + invitation.text("expires", "") + ".");
        session.out().hint("There: 'pipes network join', which asks for it, or 'pipes network join TICKET'.");
    }

    /** The node checks them too, but knows nothing of options. */
    private static void checkTerms(@Nullable Duration expires, @Nullable Integer uses) {
        if (expires != null && (expires.compareTo(BRIEFEST) < 0 || expires.compareTo(LONGEST) > 0)) {
            throw new ClientException("usage", "--expires is from 1m to 365d.", false);
        }
        if (uses != null && (uses < 1 || uses > MOST_USES)) {
            throw new ClientException("usage", "--uses is from 1 to " + MOST_USES + ".", false);
        }
    }

    /** Tickets are read in any case, and capitals make a smaller code. */
    private void draw(String ticket) {
        String drawing = QrText.draw(
                ticket.toUpperCase(Locale.ROOT), session.out().terminal().interactive());
        if (session.out().terminal().interactive()
                && QrText.width(drawing) > session.out().terminal().columns()) {
            session.out().note("The code needs a terminal of " + QrText.width(drawing) + " columns.");
        }
        session.out().say("\n" + drawing);
    }

    @Command(description = "Give a member another role: owner, admin, writer, reader or relay; none above your own.")
    void role(@Parameters(paramLabel = "NODE") String node, @Parameters(paramLabel = "ROLE") String role) {
        JsonObject answer =
                session.ask("network.role", session.params().with("node", node).with("role", role));
        session.out().result(answer, "'" + node + "' is now " + role + ".");
    }

    @Command(description = "Remove a member for good.")
    void revoke(@Parameters(paramLabel = "NODE") String node) {
        JsonObject answer = session.ask("network.revoke", session.params().with("node", node));
        session.out().result(answer, "'" + node + "' is out; the network's keys are being renewed.");
    }

    @Command(description = "Connect to a node at an address now.")
    void connect(
            @Parameters(paramLabel = "ADDRESS", description = "For example tcp://192.168.1.20:7171") String address) {
        JsonObject node = session.ask("network.connect", session.params().with("address", address), JOIN_PATIENCE);
        session.out().result(node, "Connected to '" + node.text("name", address) + "'.");
    }

    @Command(description = "Close the link to a node. It comes back when either side connects again.")
    void disconnect(@Parameters(paramLabel = "NODE") String node) {
        JsonObject answer = session.ask("network.disconnect", session.params().with("node", node));
        session.out().result(answer, "Disconnected from '" + node + "'.");
    }
}
