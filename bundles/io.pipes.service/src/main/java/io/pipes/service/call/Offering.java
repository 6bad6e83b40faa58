// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.service.call;

import io.pipes.base.id.NodeId;
import io.pipes.spi.local.LocalServices;
import java.util.HashMap;
import java.util.Map;

/** A service of this node: its handler, and whose calls it has not answered yet, be it in time or late. Lives on the loop. */
final class Offering {
    /** One node leaves some places to others. */
    static final int MAX_OF_ONE = LocalServices.MAX_CALLS * 3 / 4;

    final LocalServices.Handler handler;
    private final Map<NodeId, Integer> running = new HashMap<>();
    private int all;

    Offering(LocalServices.Handler handler) {
        this.handler = handler;
    }

    boolean hasPlaceFor(NodeId caller) {
        return all < LocalServices.MAX_CALLS && running.getOrDefault(caller, 0) < MAX_OF_ONE;
    }

    void enter(NodeId caller) {
        all++;
        running.merge(caller, 1, Integer::sum);
    }

    void leave(NodeId caller) {
        all--;
        running.computeIfPresent(caller, (who, count) -> count == 1 ? null : count - 1);
    }
}
