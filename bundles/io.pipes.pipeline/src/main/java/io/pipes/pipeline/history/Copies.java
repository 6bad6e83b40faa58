// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.base.id.NodeId;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** How many packets of one pipeline each peer has, as it said last. Nothing relies on it. */
public final class Copies {
    private final Map<NodeId, Long> packets = new TreeMap<>();

    public void heard(NodeId peer, long count) {
        packets.put(peer, count);
    }

    /** It is no peer any more; what it has is not known. */
    public void left(NodeId peer) {
        packets.remove(peer);
    }

    /** In order of node id; a copy. */
    SortedMap<NodeId, Long> all() {
        return new TreeMap<>(packets);
    }
}
