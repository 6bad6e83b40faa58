// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.api.PipesException;
import io.pipes.base.id.NodeId;
import io.pipes.spi.node.NodeContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Whether it is known up to which number this node has written. It is not where the disk has lost records: the newest of them may have been
 * packets of this node, which others have, and what it would write now would be another side of its chain. So it writes nothing until one
 * other member has said what it has of this node, and what all say who are linked is here too. Lives on the node's loop.
 */
final class OwnEnd {
    private final NodeContext node;
    private final HistoryStore store;
    /** How long somebody is believed who says to have more than is here, and brings nothing of it. */
    private static final long BELIEVED_NANOS = Duration.ofSeconds(30).toNanos();

    /** Up to which number those who are linked say to have packets of this node. */
    private final Map<NodeId, Long> claims = new HashMap<>();

    private boolean unsure;
    private long newsNanos;

    OwnEnd(NodeContext node, HistoryStore store) {
        this.node = node;
        this.store = store;
    }

    /**
     * To be called when the ends of all chains were read, since it is reading by which much damage is found.
     *
     * @param old whether there may be packets from before this start
     */
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
        boolean silent = node.clock().nanos() - newsNanos > BELIEVED_NANOS;
        if (unsure && silent && !claims.isEmpty()) {
            settle();
        }
        return !unsure || node.membership().members().size() <= 1;
    }

    /** Why nothing is written. */
    static PipesException unknown() {
        return new PipesException(
                PipesException.Code.UNREACHABLE,
                "The message was not published: this disk has lost records, perhaps the newest ones of this node, and no member was"
                        + " reached since that could say. It is published once one is; then try again.");
    }

    /** A member who is linked has packets of this node up to a number, and up to another one they are durable here. */
    void heard(NodeId member, long last, long here) {
        if (unsure) {
            claims.put(member, last);
            grown(here);
        }
    }

    /** A member is not linked any more; what it has said is worth nothing now. */
    void left(NodeId member) {
        claims.remove(member);
    }

    /** Packets of this node are durable up to a number; all who were heard must have no more, and one must have been. */
    void grown(long here) {
        if (unsure) {
            newsNanos = node.clock().nanos();
            if (!claims.isEmpty() && claims.values().stream().allMatch(last -> here >= last)) {
                settle();
            }
        }
    }

    private void settle() {
        unsure = false;
        claims.clear();
        store.noteLostEnd(false);
    }
}
