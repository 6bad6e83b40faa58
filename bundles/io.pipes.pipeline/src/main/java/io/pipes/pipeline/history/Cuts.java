// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.spi.node.Membership;
import io.pipes.spi.node.NodeContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Up to where the packets of nodes count that may not write any more. Of one that may, all count. Of the others those count that some admin
 * had by then; until one of them has said which these are, what is here counts and nothing more is taken.
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

    /** Takes in what is said of a node; false if the statement says nothing about one that may not write any more. */
    boolean take(Membership.Statement statement) {
        if (!statement.kind().equals(CutStatement.KIND)) {
            return false;
        }
        try {
            CutStatement said = CutStatement.decode(statement.body());
            boolean counts = endings(said.node()).stream()
                    .anyMatch(ending -> ending.operation().equals(said.end()));
            if (counts) {
                Map<Bytes, CutStatement.Cut> known = cuts.computeIfAbsent(said.node(), none -> new HashMap<>());
                said.ends().forEach((tag, end) -> known.merge(tag, end, CutStatement.Cut::or));
            }
            return counts;
        } catch (MalformedException nonsense) {
            // For everybody it is as if nothing had been said.
            return false;
        }
    }

    /** What ended a node's right to write; nothing if it has it. */
    List<Membership.Ending> endings(NodeId author) {
        return node.membership().formerWriters().getOrDefault(author, List.of());
    }

    /** Whether somebody has said where the chains of one who may not write any more end. */
    boolean knows(NodeId former) {
        return cuts.containsKey(former);
    }

    /** Where a chain of such a node ends; empty if nothing of it counts. */
    Optional<CutStatement.Cut> end(NodeId former, Bytes routeTag) {
        return Optional.ofNullable(cuts.getOrDefault(former, Map.of()).get(routeTag));
    }

    /**
     * Up to which number the packets of an author count.
     *
     * @param here the number of the last one that is here
     */
    long limit(NodeId author, Bytes routeTag, long here) {
        if (node.membership().authorKey(author).isEmpty()) {
            // By the log as it counts now it never was a writer.
            return 0;
        }
        if (endings(author).isEmpty()) {
            return ALL;
        }
        return knows(author) ? end(author, routeTag).map(CutStatement.Cut::last).orElse(0L) : here;
    }
}
