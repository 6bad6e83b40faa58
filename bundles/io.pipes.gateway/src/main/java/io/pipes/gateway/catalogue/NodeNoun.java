// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.catalogue;

import static io.pipes.gateway.catalogue.Common.NETWORK;
import static io.pipes.gateway.catalogue.Common.NODE;
import static io.pipes.gateway.catalogue.Entry.method;

import io.pipes.api.PipesException.Code;
import io.pipes.api.network.Role;
import io.pipes.api.node.NodeState;

/** {@code node.*}, as far as it concerns other nodes. */
final class NodeNoun {
    static final Field ROLE = Field.of("role", Type.oneOf(Role.values(), Role::text));
    static final Field STATE = Field.of(
            "state",
            Type.oneOf(NodeState.values(), NodeState::text),
            "`connected` has a direct link, `reachable` is reached through others, `joined` cannot be reached now");
    static final Field HOPS = Field.of("hops", Type.whole(), "1 is direct; null when it cannot be reached now")
            .orNull();

    static final Field VIA = Field.of("via", Type.id(), "the peer through which it is reached; null when it is one")
            .orNull();
    static final Field RTT =
            Field.of("rttMillis", Type.number(), "there and back").orNull();
    static final Field LAST_SEEN =
            Field.of("lastSeen", Type.time(), "null if never").orNull();

    static final Shape NODE_ROW = Shape.of(
            "Node",
            "Another member of a network, as this node sees it.",
            Field.of("node", Type.id()),
            Field.of("name", Type.text(), "of its identity"),
            Field.of("identity", Type.id()),
            ROLE,
            STATE,
            HOPS,
            VIA,
            RTT,
            Field.of("address", Type.text(), "null unless this node called it").orNull(),
            LAST_SEEN);

    private static final Shape CANDIDATE = Shape.of(
            "Candidate",
            "A way to a node that was tried.",
            Field.of("address", Type.text(), "a node for `relayed`"),
            Field.of("kind", Type.text(), "`direct` or `relayed`"),
            Field.of("result", Type.text()));

    private NodeNoun() {}

    static Noun noun() {
        return Noun.of(
                "node",
                "The other members, and the ways to them.",
                method("node.list", "Lists the other members.").takes(NETWORK).answers(Type.listOf(NODE_ROW)),
                method("node.peers", "Lists those that are connected.")
                        .takes(NETWORK)
                        .answers(Type.listOf(NODE_ROW)),
                method("node.ping", "Measures the way to a node and back.")
                        .takes(NETWORK, NODE)
                        .answers(Field.of("node", Type.id()), Field.of("rttMillis", Type.number()))
                        .fails(Code.UNREACHABLE, "when there is no way to it"),
                method("node.explain", "Says which way leads to a node, and why.")
                        .takes(NETWORK, NODE)
                        .answers(
                                Field.of("node", Type.id()),
                                HOPS,
                                Field.of(
                                        "route",
                                        Type.listOf(Type.id()),
                                        "nodes on the way, the node itself at the end"),
                                Field.of("candidates", Type.listOf(CANDIDATE)),
                                Field.of("reason", Type.text(), "a sentence")));
    }
}
