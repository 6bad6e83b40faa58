// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.api.PipesException;
import io.pipes.spi.node.NodeContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Whether it is known up to which number this node has written. It is not where the disk has lost records: the newest of them may have been
 * packets of this node, which others have, and what it would write now would be another side of its chain. So it writes nothing until one
 * other member has said what it has of this node, and that is here too. Lives on the node's loop.
 */
final class OwnEnd {
    private final NodeContext node;
    private final HistoryStore store;
    private boolean unsure;
    /** Up to which number others say to have packets of this node that are not here; the least of them, since anybody can say much. */
    private long theirs = Long.MAX_VALUE;

    OwnEnd(NodeContext node, HistoryStore store) {
        this.node = node;
        this.store = store;
    }

    /** @param old whether there may be packets from before this start */
    CompletionStage<Void> load(boolean old) {
        return store.isEndLost().thenCompose(noted -> {
            unsure = noted || old && store.damaged() > 0;
            return unsure && !noted
                    // It must not be forgotten by a process that ends before it has met anybody; a full disk takes no
                    // packets either.
                    ? store.noteLostEnd(true).handle((written, failure) -> null)
                    : CompletableFuture.completedFuture(null);
        });
    }

    /** Whether this node may write. One that is alone in its network cannot have told anybody. */
    boolean isKnown() {
        return !unsure || node.membership().members().size() <= 1;
    }

    /** Why nothing is written. */
    static PipesException unknown() {
        return new PipesException(
                PipesException.Code.UNREACHABLE,
                "The message was not published: this disk has lost records, perhaps the newest ones of this node, and no member was"
                        + " reached since that could say. It is published once one is; then try again.");
    }

    /** A member has packets of this node up to a number, and up to another one they are durable here. */
    void heard(long last, long here) {
        theirs = Math.min(theirs, last);
        grown(here);
    }

    /** Packets of this node are durable up to a number. */
    void grown(long here) {
        if (unsure && here >= theirs) {
            unsure = false;
            store.noteLostEnd(false);
        }
    }
}
