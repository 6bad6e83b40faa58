// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.message;

import java.util.Locale;

/** How far a message has come. */
public enum Receipt {
    /** Accepted by this node; it waits for the other one. A message to one node is durable here, sealed to that node. */
    QUEUED,
    /** The other node is away, and at least one member holds a durable copy, sealed, until it comes. */
    HELD,
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
