// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.row;

import io.pipes.api.identity.Identity;
import io.pipes.api.network.Invitation;
import io.pipes.api.network.NetworkEvent;
import io.pipes.api.network.NetworkInfo;
import io.pipes.api.network.NetworkState;
import io.pipes.api.network.Role;
import io.pipes.api.node.Explanation;
import io.pipes.api.node.NodeInfo;
import io.pipes.api.node.NodeLink;
import io.pipes.api.node.NodeState;
import io.pipes.api.presence.MemberPresence;
import io.pipes.api.presence.PresenceEvent;
import io.pipes.api.service.Offered;
import io.pipes.base.id.IdentityId;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import java.util.Locale;

/** Reads networks, their members, and what these say about themselves. */
public final class Members {
    private Members() {}

    public static Identity identity(Row row) {
        return new Identity(
                row.value("identity", IdentityId::parse), row.text("name"), row.time("created"), row.bytes("rootKey"));
    }

    public static NetworkInfo network(Row row) {
        return new NetworkInfo(
                row.value("network", NetworkId::parse),
                row.text("name"),
                row.value("node", NodeId::parse),
                row.value("identity", IdentityId::parse),
                role(row),
                row.value("state", text -> NetworkState.valueOf(constant(text))),
                row.count("members"));
    }

    public static NetworkEvent event(Row row) {
        return new NetworkEvent(row.text("kind"), row.value("node", NodeId::parse));
    }

    public static Invitation invitation(Row row) {
        return new Invitation(row.text("ticket"), role(row), row.time("expires"), row.count("uses"));
    }

    public static NodeInfo node(Row row) {
        return new NodeInfo(
                row.value("node", NodeId::parse),
                row.text("name"),
                row.value("identity", IdentityId::parse),
                role(row),
                state(row),
                hops(row, 0),
                row.findValue("via", NodeId::parse),
                row.findMillis("rttMillis"),
                row.findText("address"),
                row.findTime("lastSeen"));
    }

    public static NodeLink link(Row row) {
        return new NodeLink(row.value("one", NodeId::parse), row.value("other", NodeId::parse));
    }

    public static Explanation explanation(Row row) {
        return new Explanation(
                row.value("node", NodeId::parse),
                hops(row, 0),
                row.values("route", NodeId::parse),
                row.rows(
                        "candidates",
                        one -> new Explanation.Candidate(one.text("address"), one.text("kind"), one.text("result"))),
                row.text("reason"));
    }

    public static MemberPresence presence(Row row) {
        return new MemberPresence(
                row.value("node", NodeId::parse),
                row.text("name"),
                state(row),
                hops(row, 0),
                row.findValue("via", NodeId::parse),
                row.findMillis("rttMillis"),
                row.text("status"),
                row.texts("capabilities"),
                row.findTime("lastSeen"),
                row.decimal("suspicion"),
                row.flag("suspected"));
    }

    public static PresenceEvent presenceEvent(Row row) {
        return new PresenceEvent(
                row.value("kind", text -> PresenceEvent.Kind.valueOf(constant(text))), presence(row.row("member")));
    }

    public static Offered offered(Row row) {
        return new Offered(
                row.text("service"),
                row.value("node", NodeId::parse),
                row.text("name"),
                row.entries("metadata"),
                hops(row, -1));
    }

    private static int hops(Row row, int unreachable) {
        return row.findNumber("hops").map(Long::intValue).orElse(unreachable);
    }

    private static Role role(Row row) {
        return row.known("role", Role::ofText);
    }

    private static NodeState state(Row row) {
        return row.value("state", text -> NodeState.valueOf(constant(text)));
    }

    private static String constant(String text) {
        return text.toUpperCase(Locale.ROOT);
    }
}
