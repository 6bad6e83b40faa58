// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.pipeline;

import java.time.Duration;

/**
 * At how many nodes a message is to be durable before its publisher goes on.
 *
 * @param nodes 1 to {@link #MAX_NODES}, this one included
 * @param patience how long that may take once it is durable here; 1 ms to {@link #LONGEST}
 */
public record StoredAt(int nodes, Duration patience) {
    public static final int MAX_NODES = 1_000;
    public static final Duration LONGEST = Duration.ofMinutes(10);

    public StoredAt {
        if (nodes < 1 || nodes > MAX_NODES) {
            throw new IllegalArgumentException("A message can be stored at 1 to " + MAX_NODES + " nodes");
        }
        if (patience.toMillis() < 1 || patience.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("A publisher waits for 1 ms to 10 minutes");
        }
    }
}
