// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.handshake;

import io.pipes.base.Bytes;
import java.util.LinkedHashSet;
import java.util.Set;

/** The ephemeral keys seen last. Only those of callers who knew a secret come in here, so strangers cannot push them out. */
final class ReplayCache {
    private final int capacity;
    private final Set<Bytes> seen = new LinkedHashSet<>();

    ReplayCache(int capacity) {
        this.capacity = capacity;
    }

    /** Whether it is here for the first time. */
    boolean add(Bytes ephemeral) {
        if (!seen.add(ephemeral)) {
            return false;
        }
        if (seen.size() > capacity) {
            seen.remove(seen.iterator().next());
        }
        return true;
    }
}
