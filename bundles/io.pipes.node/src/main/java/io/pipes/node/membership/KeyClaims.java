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
import org.jspecify.annotations.Nullable;

/**
 * Which operations gave which keys to which nodes. An identity signs for the keys of its node, but whom an admin adds does not show that it
 * holds them (a successor does, see {@link Possession}), so an admin can claim the key of another node for one it makes up.
 */
final class KeyClaims {
    /** Nearly always one for each key and node. */
    private final Map<Bytes, List<Integer>> byKey = new HashMap<>();

    private final Map<NodeId, List<Integer>> byNode = new HashMap<>();

    /** How many keys more than one operation gave: none in most networks, so that nobody has to look for twins. */
    private int givenAgain;

    void enter(int number, Newcomer who) {
        enter(number, who.signingKey());
        enter(number, who.linkKey());
        byNode.merge(who.id(), List.of(number), KeyClaims::with);
    }

    private void enter(int number, Bytes key) {
        boolean givenAgainBefore = isGivenAgain(key);
        byKey.merge(key, List.of(number), KeyClaims::with);
        if (!givenAgainBefore && isGivenAgain(key)) {
            givenAgain++;
        }
    }

    private boolean isGivenAgain(Bytes key) {
        return of(key).size() > 1;
    }

    private static List<Integer> with(List<Integer> numbers, List<Integer> more) {
        List<Integer> all = new ArrayList<>(numbers);
        all.addAll(more);
        return List.copyOf(all);
    }

    void leave(int number, Newcomer who) {
        leave(number, who.signingKey());
        leave(number, who.linkKey());
        byNode.computeIfPresent(who.id(), (node, numbers) -> without(numbers, number));
    }

    private void leave(int number, Bytes key) {
        boolean givenAgainBefore = isGivenAgain(key);
        byKey.computeIfPresent(key, (same, numbers) -> without(numbers, number));
        if (givenAgainBefore && !isGivenAgain(key)) {
            givenAgain--;
        }
    }

    private static @Nullable List<Integer> without(List<Integer> numbers, int number) {
        List<Integer> left = numbers.stream().filter(other -> other != number).toList();
        return left.isEmpty() ? null : left;
    }

    /** Who gave a node its keys. */
    BitSet of(NodeId node) {
        BitSet all = new BitSet();
        byNode.getOrDefault(node, List.of()).forEach(all::set);
        return all;
    }

    /** Whether some keys were given by more than one operation. */
    boolean hasTwins() {
        return givenAgain > 0;
    }

    /** Who gave one of these keys to another node. */
    BitSet ofOthers(Newcomer who) {
        BitSet others = new BitSet();
        of(who.signingKey()).forEach(others::set);
        of(who.linkKey()).forEach(others::set);
        byNode.getOrDefault(who.id(), List.of()).forEach(others::clear);
        return others;
    }

    private List<Integer> of(Bytes key) {
        return byKey.getOrDefault(key, List.of());
    }
}
