// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import io.pipes.base.MalformedException;
import io.pipes.node.wire.ByteQueue;
import io.pipes.node.wire.Records;

/** Takes records from what arrived and opens them. */
final class RecordInput {
    private final LaneKey key;
    private final byte[] opened;
    private int longest;

    RecordInput(LaneKey key, Scratch scratch, int longestAtFirst) {
        this.key = key;
        this.opened = scratch.opened;
        this.longest = longestAtFirst;
    }

    /** From now on records may have any length they can have. */
    void trust() {
        longest = Records.MAX_SEALED;
    }

    /**
     * Opens the next record.
     *
     * @return how many bytes it holds; -1 while it is not complete
     */
    int take(ByteQueue in) throws MalformedException, DamagedException {
        if (in.size() < Records.HEAD) {
            return -1;
        }
        int length = in.shortAt(0);
        if (length < Records.MIN_SEALED || length > longest) {
            throw new DamagedException("record length");
        }
        if (in.size() < Records.HEAD + length) {
            return -1;
        }
        int plain = key.open(in.array(), in.head() + Records.HEAD, length, opened);
        in.drop(Records.HEAD + length);
        return plain;
    }
}
