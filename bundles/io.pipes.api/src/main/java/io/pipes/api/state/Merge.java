// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.state;

import io.pipes.api.message.Content;
import java.util.List;

/**
 * Makes one value of several that were written to one key without knowing of each other.
 *
 * <p>It runs on the node's loop each time such a key is read, so it must be quick and must not block. If it throws, the last one counts.
 */
@FunctionalInterface
public interface Merge {
    /**
     * @param concurrent two or more values in the order of their writers' hybrid clocks, the same on every node. Removals are not among
     *     them: a value wins over a removal whose author did not know it
     * @return depends on the values and nothing else
     */
    Content merge(List<Content> concurrent);
}
