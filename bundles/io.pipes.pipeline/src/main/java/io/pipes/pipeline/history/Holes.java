// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.base.id.NodeId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Packets of one pipeline that were durable and cannot be read any more, because the disk has damaged them; others have them still. */
final class Holes {
    private final Map<NodeId, TreeSet<Long>> holes = new HashMap<>();

    void add(NodeId author, long seq) {
        holes.computeIfAbsent(author, none -> new TreeSet<>()).add(seq);
    }

    /** What is not kept any more is not missed. */
    void forgetBelow(NodeId author, long first) {
        TreeSet<Long> ofOne = holes.get(author);
        if (ofOne != null) {
            ofOne.headSet(first).clear();
            if (ofOne.isEmpty()) {
                holes.remove(author);
            }
        }
    }

    /** False if there was none. */
    boolean remove(NodeId author, long seq) {
        TreeSet<Long> ofOne = holes.get(author);
        boolean removed = ofOne != null && ofOne.remove(seq);
        if (removed && ofOne.isEmpty()) {
            holes.remove(author);
        }
        return removed;
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

    boolean isEmpty() {
        return holes.isEmpty();
    }

    int size() {
        return holes.values().stream().mapToInt(TreeSet::size).sum();
    }
}
