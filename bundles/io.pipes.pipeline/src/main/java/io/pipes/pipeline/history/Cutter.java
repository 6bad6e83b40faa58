// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.api.network.Role;
import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.epoch.FeedbackTimer;
import io.pipes.spi.node.Membership;
import io.pipes.spi.node.NodeContext;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Where this node is an admin: says of nodes that may not write any more which of their packets were here by then, if nobody else has said
 * so, or not as far. What came later does not count, even where nobody had heard yet.
 */
final class Cutter {
    private final NodeContext node;
    private final Cuts cuts;
    private final Ends ends;
    private final Set<NodeId> planned = new HashSet<>();

    /** What this node has of somebody. */
    interface Ends {
        /** Where the chains of a node end here that go on behind what was said, by route tag. */
        Set<Bytes> longer(NodeId author);

        /**
         * The last packets of a node that had come here by a time.
         *
         * @param tags of the pipelines in question
         * @param wallMillis by this node's clock
         */
        CompletionStage<Map<Bytes, CutStatement.Cut>> by(NodeId author, Set<Bytes> tags, long wallMillis);
    }

    Cutter(NodeContext node, Cuts cuts, Ends ends) {
        this.node = node;
        this.cuts = cuts;
        this.ends = ends;
    }

    /** Looks of whom something is to be said; not before this node knows all that it has. */
    void look() {
        if (isAdmin()) {
            node.membership().formerWriters().keySet().forEach(this::check);
        }
    }

    private void check(NodeId author) {
        boolean wanted = !cuts.knows(author) || !ends.longer(author).isEmpty();
        if (wanted && planned.add(author)) {
            node.loop().schedule(FeedbackTimer.ofAdmin(node.randomness()), () -> due(author));
        }
    }

    private boolean isAdmin() {
        return node.membership()
                .member(node.id())
                .filter(self -> self.role().atLeast(Role.ADMIN))
                .isPresent();
    }

    /** What could not be recorded is tried again when the node is looked at again. */
    private void due(NodeId author) {
        cuts.endings(author).stream()
                .findFirst()
                .filter(ending -> isAdmin())
                .map(ending -> look(author, ending))
                .orElseGet(() -> CompletableFuture.completedFuture(null))
                .whenComplete((done, failure) -> node.loop().execute(() -> planned.remove(author)));
    }

    private CompletionStage<Void> look(NodeId author, Membership.Ending ending) {
        return ends.by(author, ends.longer(author), ending.wallMillis())
                .thenComposeAsync(
                        found -> {
                            TreeMap<Bytes, CutStatement.Cut> news = new TreeMap<>(found);
                            news.entrySet().removeIf(end -> !end.getValue().isBehind(cuts.end(author, end.getKey())));
                            return news.isEmpty() && cuts.knows(author)
                                    ? CompletableFuture.completedFuture(null)
                                    : say(author, ending, news);
                        },
                        node.loop());
    }

    /** In as many statements as it takes; one also where there is nothing to name. */
    private CompletionStage<Void> say(NodeId author, Membership.Ending ending, TreeMap<Bytes, CutStatement.Cut> left) {
        Map<Bytes, CutStatement.Cut> page = new TreeMap<>();
        while (page.size() < CutStatement.MAX_ENDS && !left.isEmpty()) {
            Map.Entry<Bytes, CutStatement.Cut> next = left.pollFirstEntry();
            page.put(next.getKey(), next.getValue());
        }
        return node.membership()
                .record(CutStatement.KIND, new CutStatement(author, ending.operation(), page).encode())
                .thenCompose(
                        done -> left.isEmpty() ? CompletableFuture.completedFuture(null) : say(author, ending, left));
    }
}
