// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.network;

import java.util.Locale;

/** How a node stands in its network. */
public enum NetworkState {
    /** At least one link is open. */
    CONNECTED,
    /** No link is open. */
    ALONE,
    /** This node was removed. */
    REVOKED;

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
