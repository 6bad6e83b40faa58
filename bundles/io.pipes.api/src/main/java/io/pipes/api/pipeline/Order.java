// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.pipeline;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** In which order a history is read. Each keeps every author's own order. */
public enum Order {
    /** As packets came to this node; so it differs from node to node, and what is new comes last. */
    ARRIVAL,
    /**
     * By the hybrid clocks of those who wrote, then by author: the same on all nodes that have the same packets, and nothing comes before
     * what its author had read when writing it. A clock that was wrong by more than a minute puts its author's packets elsewhere.
     */
    DISPLAY;

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Order> ofText(String text) {
        return Arrays.stream(values())
                .filter(order -> order.text().equals(text))
                .findFirst();
    }
}
