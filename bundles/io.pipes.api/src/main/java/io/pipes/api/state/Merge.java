// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.state;

import io.pipes.api.message.Content;
import java.util.List;

/**
 * Makes one value of several that were written to one key without knowing of each other.
 *
 * <p>It runs each time such a key is read or told, where what follows the reading runs, and more than once at a time. If it throws, the last
 * value counts, and the thread's handler for uncaught exceptions hears of it.
 */
@FunctionalInterface
public interface Merge {
    int MOST_VALUES = 64;

    int MOST_BYTES = 1 << 20;

    /** The last value, as without merging; whoever looks at {@link MapEntry#concurrent} shows the others beside it. */
    Merge LAST = concurrent -> concurrent.get(concurrent.size() - 1);

    /**
     * @param concurrent two or more values in the order of their writers' hybrid clocks, the same on every node: the last {@link
     *     #MOST_VALUES}, of those the last that have {@link #MOST_BYTES} together. Removals are not among them: a value wins over a removal
     *     whose author did not know it
     * @return depends on the values and nothing else
     */
    Content merge(List<Content> concurrent);
}
