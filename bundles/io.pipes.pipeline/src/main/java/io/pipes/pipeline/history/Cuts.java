// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.api.network.Role;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.spi.node.Membership;
import io.pipes.spi.node.NodeContext;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Up to where the packets of nodes count that were removed. A member's all count. Of a removed node those count that its admins had when
 * they removed it; until one of them has said which these are, what is here counts and nothing more is taken.
 */
final class Cuts {
    /** Everything. */
    static final long ALL = Long.MAX_VALUE;

    private final NodeContext node;
    private final Map<NodeId, Map<Bytes, CutStatement.Cut>> cuts = new HashMap<>();

    Cuts(NodeContext node) {
        this.node = node;
    }

    /** Reads the log, from the beginning: an operation in it may have lost its validity. */
    void reload() {
        cuts.clear();
        node.membership().statements(CutStatement.KIND).forEach(this::take);
    }

    /** Takes in what is said of a node; empty if the statement is about something else, or not by an admin. */
    Optional<NodeId> take(Membership.Statement statement) {
        if (!statement.kind().equals(CutStatement.KIND)
                || !statement.authorRole().atLeast(Role.ADMIN)) {
            return Optional.empty();
        }
        try {
            CutStatement said = CutStatement.decode(statement.body());
            Map<Bytes, CutStatement.Cut> known = cuts.computeIfAbsent(said.node(), none -> new HashMap<>());
            said.ends().forEach((tag, end) -> known.merge(tag, end, CutStatement.Cut::or));
            return Optional.of(said.node());
        } catch (MalformedException nonsense) {
            // For everybody it is as if nothing had been said.
            return Optional.empty();
        }
    }

    boolean isMember(NodeId author) {
        return node.membership().member(author).isPresent();
    }

    /** Whether somebody has said where the chains of a removed node end. */
    boolean knows(NodeId removed) {
        return cuts.containsKey(removed);
    }

    /** Where a chain of a removed node ends; empty if nothing of it counts. */
    Optional<CutStatement.Cut> end(NodeId removed, Bytes routeTag) {
        return Optional.ofNullable(cuts.getOrDefault(removed, Map.of()).get(routeTag));
    }
}
