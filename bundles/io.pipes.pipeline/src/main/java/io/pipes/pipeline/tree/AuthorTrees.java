// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.tree;

import io.pipes.base.Clock;
import io.pipes.base.id.NodeId;
import io.pipes.spi.node.Exchange;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The trees of the authors that were heard lately; the least recently used is forgotten, and made anew when its author speaks again. */
public final class AuthorTrees {
    static final int MAX_TREES = 1_024;

    /** A tree that nobody used for so long says more about the past than about the network. */
    static final Duration MAX_IDLE = Duration.ofMinutes(10);

    private final Clock clock;
    private final Map<NodeId, AuthorTree> trees = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<NodeId, AuthorTree> eldest) {
            return size() > MAX_TREES;
        }
    };

    public AuthorTrees(Clock clock) {
        this.clock = clock;
    }

    /** The tree of an author of whom a good packet has come. */
    public AuthorTree of(NodeId author) {
        long now = clock.nanos();
        AuthorTree tree = trees.get(author);
        if (tree == null || tree.isOld(now)) {
            tree = new AuthorTree(now);
            trees.put(author, tree);
        }
        tree.used(now);
        return tree;
    }

    /** The tree of an author if it was heard lately; who asks makes none, for anybody can ask. */
    public Optional<AuthorTree> find(NodeId author) {
        return Optional.ofNullable(trees.get(author));
    }

    /** The peer is too slow to be sent anything unasked. */
    public void prune(Exchange child) {
        trees.values().forEach(tree -> tree.prune(child));
    }

    public void closed(Exchange peer) {
        trees.values().forEach(tree -> tree.closed(peer));
    }

    int size() {
        return trees.size();
    }
}
