// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.index;

import org.jspecify.annotations.Nullable;

/** Hears how the index is doing. */
@FunctionalInterface
public interface IndexListener {
    /** @param problem a sentence for an operator; null when all is well again */
    void indexProblem(@Nullable String problem);
}
