// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.catalogue;

import static io.pipes.gateway.catalogue.Common.NETWORK;
import static io.pipes.gateway.catalogue.Common.NODE;
import static io.pipes.gateway.catalogue.Entry.method;

import io.pipes.api.PipesException.Code;
import io.pipes.api.network.NetworkState;
import io.pipes.api.network.Role;
import java.time.Duration;

/** {@code network.*}. */
final class NetworkNoun {
    private static final Field ROLE = NodeNoun.ROLE;
    private static final Field NAME = Field.of("name", Type.text());

    private static final Shape NETWORK_ROW = Shape.of(
            "Network",
            "A network that a node of this process is in.",
            Field.of("network", Type.id()),
            NAME,
            Field.of("node", Type.id(), "this node"),
            Field.of("identity", Type.id()),
            ROLE,
            Field.of("state", Type.oneOf(NetworkState.values(), NetworkState::text)),
            Field.of("members", Type.count(), "this node included"));

    private static final Shape SHOWN = NETWORK_ROW.and(
            "ShownNetwork",
            "A network with what is in it.",
            Field.of("peers", Type.listOf(NodeNoun.NODE_ROW), "those with a direct link"),
            Field.of("known", Type.count(), "other members"),
            Field.of("reachable", Type.count(), "of these"),
            Field.of("securityProtocols", Type.listOf(Type.text())),
            Field.of("channels", Type.listOf(Type.text()), "names of pipelines"),
            Field.of("services", Type.listOf(Type.text())),
            Field.of("applications", Type.listOf(Type.text())),
            Field.of(
                    "links",
                    Type.listOf(Shape.of(
                            "Link",
                            "A direct link between two members.",
                            Field.of("one", Type.id()),
                            Field.of("other", Type.id()))),
                    "direct links between members, as both ends advertise them, each once"));

    private static final Shape MEMBER = Shape.of(
            "Member",
            "A member of a network.",
            Field.of("node", Type.id()),
            NAME,
            Field.of("identity", Type.id()),
            ROLE,
            NodeNoun.STATE,
            Field.of("self", Type.flag(), "whether it is this node"));

    private static final Notice CHANGED = Notice.of(
            "network.changed",
            "A member came, went, or has another role.",
            Common.FOR,
            Field.of("network", Type.id()),
            Field.of(
                    "kind",
                    Type.oneOf(
                            "connected",
                            "disconnected",
                            "reachable",
                            "unreachable",
                            "joined",
                            "removed",
                            "changed",
                            "revoked"),
                    "`changed` is its role; `revoked` is this node itself"),
            Field.of("node", Type.id()));

    private NetworkNoun() {}

    static Noun noun() {
        return Noun.of(
                "network",
                "Networks, and who is in them.",
                method("network.create", "Founds a network, with this node as its owner.")
                        .takes(NAME, IdentityNoun.WHICH)
                        .answers(NETWORK_ROW)
                        .fails(Code.ALREADY_EXISTS, "for a name that is taken in this process"),
                method("network.list", "Lists the networks of this process.").answers(Type.listOf(NETWORK_ROW)),
                method("network.show", "Shows a network, who is near and who is linked to whom.")
                        .takes(NETWORK)
                        .answers(SHOWN),
                method("network.join", "Joins a network, and answers once connected.")
                        .takes(Field.of("ticket", Type.text(), "`pipes1...`"), IdentityNoun.WHICH, Common.TELL_PROGRESS)
                        .answers(NETWORK_ROW)
                        .tells(Common.PROGRESS)
                        .fails(Code.TICKET_INVALID, "for a text that is no ticket")
                        .fails(Code.TICKET_EXPIRED, "when it is too late")
                        .fails(Code.TICKET_SPENT, "when others have used it up")
                        .fails(Code.UNREACHABLE, "when nobody answers at its addresses"),
                method("network.leave", "Leaves a network; what this node kept of it goes.")
                        .takes(
                                NETWORK,
                                Field.of("force", Type.flag(), "also as its only owner")
                                        .usually(false))
                        .fails(Code.REFUSED, "for its only owner while there are others, unless `force`"),
                method("network.invite", "Makes a ticket for others.")
                        .takes(
                                NETWORK,
                                Field.of("role", Type.oneOf(Role.values(), Role::text), "of those who come")
                                        .usually(Role.WRITER.text()),
                                Field.of(
                                                "expiresMillis",
                                                Type.whole(
                                                        60_000,
                                                        Duration.ofDays(365).toMillis()),
                                                "how long it is valid")
                                        .usually(Duration.ofHours(72).toMillis()),
                                Field.of("uses", Type.whole(1, 10_000), "how many may come by it")
                                        .usually(1))
                        .answers(
                                Field.of("ticket", Type.text(), "whoever has it may join"),
                                ROLE,
                                Field.of("expires", Type.time()),
                                Field.of("uses", Type.whole()))
                        .fails(Code.DENIED, "for a role that may not invite"),
                method("network.role", "Gives a member another role.")
                        .takes(NETWORK, NODE, ROLE)
                        .fails(Code.DENIED, "for a role that may not do that"),
                method("network.revoke", "Removes a member at once; keys are renewed.")
                        .takes(NETWORK, NODE)
                        .fails(Code.DENIED, "for a role that may not do that"),
                method("network.members", "Lists the members, this node first.")
                        .takes(NETWORK)
                        .answers(Type.listOf(MEMBER)),
                method("network.connect", "Calls a member at an address.")
                        .takes(NETWORK, Field.of("address", Type.text(), "such as `tcp://192.0.2.1:7171`"))
                        .answers(NodeNoun.NODE_ROW)
                        .fails(Code.UNREACHABLE, "when no member answers there"),
                method("network.disconnect", "Ends the link to a member.").takes(NETWORK, NODE),
                method("network.subscribe", "Tells when members come, go or change.")
                        .takes(NETWORK)
                        .answers(Common.SUBSCRIPTION)
                        .tells(CHANGED, Common.SKIPPED, Common.ENDED));
    }
}
