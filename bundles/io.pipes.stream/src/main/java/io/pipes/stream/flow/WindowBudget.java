// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.stream.flow;

/** What windows may grow to, all of a process together. Belongs to one loop. */
public final class WindowBudget {
    private long left;

    /** @param bytes beyond what every stream begins with */
    public WindowBudget(long bytes) {
        left = bytes;
    }

    /** Takes it if there is so much. */
    boolean take(long bytes) {
        if (bytes > left) {
            return false;
        }
        left -= bytes;
        return true;
    }

    void giveBack(long bytes) {
        left += bytes;
    }

    /** What is left, in bytes. */
    public long left() {
        return left;
    }
}
