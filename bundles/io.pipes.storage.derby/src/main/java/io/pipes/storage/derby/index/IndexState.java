// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.index;

import io.pipes.storage.derby.log.Mark;
import java.util.Map;

/**
 * What an index knows about itself.
 *
 * @param mark up to here it is complete
 * @param nextPosition all entries up to there have smaller positions
 * @param entries how many keys it knows
 * @param live bytes of the entries it points to, by segment
 */
public record IndexState(Mark mark, long nextPosition, long entries, Map<Long, Long> live) {
    static final IndexState EMPTY = new IndexState(Mark.START, 0, 0, Map.of());

    /** Bytes in one segment that the index points to. */
    public long live(long segment) {
        return live.getOrDefault(segment, 0L);
    }
}
