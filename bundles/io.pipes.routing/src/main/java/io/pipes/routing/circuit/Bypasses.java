// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.circuit;

import io.pipes.base.id.NodeId;
import java.util.HashMap;
import java.util.Map;

/** How many dedicated connections circuits have on this node: each takes a file descriptor and the kernel's buffers. */
final class Bypasses {
    static final int MOST = 512;

    /** On the link to one peer, who may ask for them on behalf of a whole network. */
    static final int MOST_PER_PEER = 64;

    private final Map<NodeId, Integer> byPeer = new HashMap<>();
    private int all;

    /** Counts one more, if there is room. */
    boolean take(NodeId peer) {
        if (all >= MOST || byPeer.getOrDefault(peer, 0) >= MOST_PER_PEER) {
            return false;
        }
        all++;
        byPeer.merge(peer, 1, Integer::sum);
        return true;
    }

    void free(NodeId peer) {
        all--;
        byPeer.computeIfPresent(peer, (whose, count) -> count == 1 ? null : count - 1);
    }

    int size() {
        return all;
    }
}
