// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which operations gave which keys to which nodes. An identity signs for the keys of its node, but nobody shows that it holds them, so
 * an admin can claim the key of another node for one it makes up.
 */
final class KeyClaims {
    private final Map<Bytes, List<Integer>> byKey = new HashMap<>();
    private final Map<NodeId, BitSet> byNode = new HashMap<>();

    void enter(int number, Newcomer who) {
        byKey.computeIfAbsent(who.signingKey(), any -> new ArrayList<>(1)).add(number);
        byKey.computeIfAbsent(who.linkKey(), any -> new ArrayList<>(1)).add(number);
        byNode.computeIfAbsent(who.id(), any -> new BitSet()).set(number);
    }

    void leave(int number, Newcomer who) {
        of(who.signingKey()).remove((Integer) number);
        of(who.linkKey()).remove((Integer) number);
        of(who.id()).clear(number);
    }

    /** Who gave a node its keys. Must not be changed. */
    BitSet of(NodeId node) {
        return byNode.getOrDefault(node, new BitSet());
    }

    /** Who gave one of these keys to another node. */
    BitSet ofOthers(Newcomer who) {
        BitSet others = new BitSet();
        of(who.signingKey()).forEach(others::set);
        of(who.linkKey()).forEach(others::set);
        others.andNot(of(who.id()));
        return others;
    }

    private List<Integer> of(Bytes key) {
        return byKey.getOrDefault(key, List.of());
    }
}
