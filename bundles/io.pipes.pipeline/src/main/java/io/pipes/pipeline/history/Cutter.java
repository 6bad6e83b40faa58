// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.api.network.Role;
import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.epoch.FeedbackTimer;
import io.pipes.spi.node.NodeContext;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Where this node is an admin: says of nodes that were removed where their chains end, if nobody else has done so. */
final class Cutter {
    private final NodeContext node;
    private final Cuts cuts;
    private final Function<NodeId, Map<Bytes, CutStatement.Cut>> ends;
    private final Set<NodeId> planned = new HashSet<>();

    /** @param ends where the chains of a node end here, by route tag */
    Cutter(NodeContext node, Cuts cuts, Function<NodeId, Map<Bytes, CutStatement.Cut>> ends) {
        this.node = node;
        this.cuts = cuts;
        this.ends = ends;
    }

    /** Looks whether something is to be said of a node. */
    void check(NodeId author) {
        if (isWanted(author) && planned.add(author)) {
            node.loop().schedule(FeedbackTimer.ofAdmin(node.randomness()), () -> due(author));
        }
    }

    private boolean isWanted(NodeId author) {
        return !cuts.isMember(author) && !cuts.knows(author) && isAdmin();
    }

    private boolean isAdmin() {
        return node.membership()
                .member(node.id())
                .filter(self -> self.role().atLeast(Role.ADMIN))
                .isPresent();
    }

    /** What could not be recorded is tried again when the node is looked at again. */
    private void due(NodeId author) {
        if (!isWanted(author)) {
            planned.remove(author);
            return;
        }
        Bytes said = new CutStatement(author, ends.apply(author)).encode();
        node.membership()
                .record(CutStatement.KIND, said)
                .whenComplete((done, failure) -> node.loop().execute(() -> planned.remove(author)));
    }
}
