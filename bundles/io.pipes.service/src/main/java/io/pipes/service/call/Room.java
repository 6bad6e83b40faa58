// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.service.call;

import io.pipes.base.id.NodeId;
import java.util.HashMap;
import java.util.Map;

/** How much memory the calls of others take, in bytes: so much of each node, and so much of all. Lives on the loop. */
final class Room {
    private final long most;
    private final long mostOfOne;
    private final Map<NodeId, Long> taken = new HashMap<>();
    private long all;

    Room(long most, long mostOfOne) {
        this.most = most;
        this.mostOfOne = mostOfOne;
    }

    /** Whether there was room. */
    boolean take(NodeId node, long bytes) {
        long ofOne = taken.getOrDefault(node, 0L) + bytes;
        if (ofOne > mostOfOne || all + bytes > most) {
            return false;
        }
        taken.put(node, ofOne);
        all += bytes;
        return true;
    }

    void free(NodeId node, long bytes) {
        all -= bytes;
        taken.computeIfPresent(node, (who, ofOne) -> ofOne == bytes ? null : ofOne - bytes);
    }

    long taken() {
        return all;
    }
}
