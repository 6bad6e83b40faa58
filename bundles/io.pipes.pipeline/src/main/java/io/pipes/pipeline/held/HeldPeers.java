// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.held;

import io.pipes.base.id.NodeId;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The exchanges that are open now. */
final class HeldPeers {
    private final Map<NodeId, HeldPeer> open = new TreeMap<>();

    void add(HeldPeer peer) {
        open.put(peer.id(), peer);
    }

    /** @return the one that was there */
    Optional<HeldPeer> remove(NodeId id) {
        return Optional.ofNullable(open.remove(id));
    }

    Optional<HeldPeer> find(NodeId id) {
        return Optional.ofNullable(open.get(id));
    }

    boolean has(NodeId id) {
        return open.containsKey(id);
    }

    Collection<HeldPeer> all() {
        return open.values();
    }
}
