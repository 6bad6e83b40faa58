// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.base.id.NodeId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongPredicate;

/** Packets of one pipeline that were durable and cannot be read any more, because the disk has damaged them; others have them still. */
final class Holes {
    private final Map<NodeId, TreeSet<Long>> holes = new HashMap<>();
    /** What came again and is on its way to the disk. */
    private final Set<Filling> filling = new HashSet<>();

    private record Filling(NodeId author, long seq) {}

    /** A packet is not there; unless it is on its way to the disk. */
    void add(NodeId author, long seq) {
        if (!filling.contains(new Filling(author, seq))) {
            holes.computeIfAbsent(author, none -> new TreeSet<>()).add(seq);
        }
    }

    /** Whether a packet is not there, or not yet again. */
    boolean has(NodeId author, long seq) {
        TreeSet<Long> ofOne = holes.get(author);
        return ofOne != null && ofOne.contains(seq) || filling.contains(new Filling(author, seq));
    }

    /** What is not kept any more is not missed. */
    void forgetBelow(NodeId author, long first) {
        forget(author, seq -> seq < first);
    }

    /** What stands behind the end of a chain is not missed. */
    void forgetFrom(NodeId author, long first) {
        forget(author, seq -> seq >= first);
    }

    private void forget(NodeId author, LongPredicate which) {
        filling.removeIf(one -> one.author().equals(author) && which.test(one.seq()));
        TreeSet<Long> ofOne = holes.get(author);
        if (ofOne != null) {
            ofOne.removeIf(which::test);
            if (ofOne.isEmpty()) {
                holes.remove(author);
            }
        }
    }

    /** A packet came again, and goes to the disk; false if it was not missing. */
    boolean fill(NodeId author, long seq) {
        TreeSet<Long> ofOne = holes.get(author);
        boolean missing = ofOne != null && ofOne.remove(seq);
        if (missing) {
            filling.add(new Filling(author, seq));
            if (ofOne.isEmpty()) {
                holes.remove(author);
            }
        }
        return missing;
    }

    /** It is there again. */
    void filled(NodeId author, long seq) {
        filling.remove(new Filling(author, seq));
    }

    /** It could not be stored. */
    void notFilled(NodeId author, long seq) {
        filled(author, seq);
        add(author, seq);
    }

    /** The first ones of an author that follow each other, between two numbers. */
    Optional<Missing> first(NodeId author, long begin, long end) {
        TreeSet<Long> ofOne = holes.get(author);
        Long first = ofOne == null ? null : ofOne.ceiling(begin);
        if (first == null || first > end) {
            return Optional.empty();
        }
        long last = first;
        while (last < end && ofOne.contains(last + 1)) {
            last++;
        }
        return Optional.of(new Missing(first, last));
    }

    Iterable<NodeId> authors() {
        return new TreeSet<>(holes.keySet());
    }

    /** Whether nothing is to be fetched. */
    boolean isEmpty() {
        return holes.isEmpty();
    }

    /** Whether everything is there. */
    boolean areFilled() {
        return holes.isEmpty() && filling.isEmpty();
    }

    int size() {
        return holes.values().stream().mapToInt(TreeSet::size).sum();
    }
}
