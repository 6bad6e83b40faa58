// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.topology;

import io.pipes.base.id.NodeId;

/** What makes a way worse than those on it say. */
@FunctionalInterface
interface Misgivings {
    /** Whether a link should be used only where there is no other way. */
    boolean avoid(NodeId one, NodeId other);

    /** How much a relay is doubted, 0 to {@link Doubts#MOST}. */
    default int doubt(NodeId relay) {
        return 0;
    }
}
