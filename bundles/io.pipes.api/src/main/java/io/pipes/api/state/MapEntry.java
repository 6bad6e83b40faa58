// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.state;

import io.pipes.api.message.Content;
import io.pipes.base.id.NodeId;
import java.time.Instant;
import java.util.List;

/**
 * A key and its value.
 *
 * @param author who wrote it, proven; of a merged value, who wrote last
 * @param time when it was written, by a clock that never goes back for who has seen later writes; proves nothing
 * @param concurrent of a map with a {@link Merge} the values that were written without knowing of each other, in the order of their writers'
 *     clocks; of any other map the value alone
 */
public record MapEntry(String key, Content value, NodeId author, Instant time, List<Content> concurrent) {
    public MapEntry {
        concurrent = List.copyOf(concurrent);
    }

    /** An entry of one value. */
    public MapEntry(String key, Content value, NodeId author, Instant time) {
        this(key, value, author, time, List.of(value));
    }
}
