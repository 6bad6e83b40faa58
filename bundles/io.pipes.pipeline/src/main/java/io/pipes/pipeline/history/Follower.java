// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.base.id.NodeId;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Hears on the node's loop what becomes of a history from which something else follows. */
interface Follower {
    Follower NOBODY = new Follower() {
        @Override
        public void grown(NodeId author) {}

        @Override
        public void revised() {}

        @Override
        public void mended() {}

        @Override
        public CompletionStage<Void> withdrawing() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void withdrawn() {}
    };

    /** There is more of an author that is durable. */
    void grown(NodeId author);

    /** Other packets may count, or be readable, than before. */
    void revised();

    /** Packets that were damaged are there again; said when all are, and from time to time while some are not. */
    void mended();

    /** Packets that counted are about to be taken away; what is still done with them is waited for. */
    CompletionStage<Void> withdrawing();

    /** They are gone, or could not be taken away. */
    void withdrawn();
}
