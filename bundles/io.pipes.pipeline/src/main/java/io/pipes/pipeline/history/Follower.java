// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.base.id.NodeId;

/** Hears on the node's loop what becomes of a history from which something else follows. */
interface Follower {
    Follower NOBODY = new Follower() {
        @Override
        public void grown(NodeId author) {}

        @Override
        public void revised() {}

        @Override
        public void mended() {}
    };

    /** There is more of an author that is durable. */
    void grown(NodeId author);

    /** Other packets may count, or be readable, than before. */
    void revised();

    /** Packets that were damaged are there again; said when all are, and from time to time while some are not. */
    void mended();
}
