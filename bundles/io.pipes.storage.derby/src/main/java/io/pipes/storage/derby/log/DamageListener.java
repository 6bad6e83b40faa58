// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.log;

/** Hears of damage that is no torn write. May be called from any thread, and more than once for the same place. */
@FunctionalInterface
public interface DamageListener {
    /**
     * @param offset where it begins
     * @param end where it ends; behind the end of the file if that is unknown
     * @param sentence for an operator
     */
    void damaged(long segment, int offset, int end, String sentence);
}
