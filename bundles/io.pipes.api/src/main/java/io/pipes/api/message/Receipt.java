// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.message;

import java.util.Locale;

/** How far a message has come. */
public enum Receipt {
    /** Accepted by this node; it waits for the other one or for room. */
    QUEUED,
    /** Handed to a link (published: to all of them). */
    SENT,
    /** A subscriber at the other node has taken it. */
    DELIVERED,
    /** Durable in a persistent pipeline here. */
    STORED;

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
