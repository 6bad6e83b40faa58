// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.node;

import java.util.Locale;

/** How near a node is. */
public enum NodeState {
    /** There is a direct link. */
    CONNECTED,
    /** There is a route. */
    REACHABLE,
    /** It belongs to the network. */
    JOINED;

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
