// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.sync;

import io.pipes.base.Bytes;
import io.pipes.spi.node.Exchange;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What this node and one peer know of each other's histories. */
final class SyncPeer {
    private static final long MUCH = 4 << 20;

    final Exchange exchange;
    final Serving serving;
    final Confirming confirming;
    /** What the peer said last it has, by route tag. */
    final Map<Bytes, SyncMessage.Root> heard = new HashMap<>();
    /** What the peer was told last. */
    final Map<Bytes, Bytes> said = new HashMap<>();
    /** Route tags of pipelines that this side compares in the name of both. */
    final Set<Bytes> forBoth = new HashSet<>();

    /** Route tags of pipelines of which the peer is just saying what it has, and has said so of this node. */
    final Set<Bytes> saidOwn = new HashSet<>();
    /** The number of the packet of which the peer is to say whether it has stored it, by route tag. */
    final Map<Bytes, Long> asked = new HashMap<>();

    /** The first packet of a fork, until the second one comes. */
    SyncMessage.@Nullable ForkPacket half;

    /** Completes when what came before has been dealt with. */
    private CompletionStage<Void> before = CompletableFuture.completedFuture(null);

    private long underWay;
    private boolean paused;

    SyncPeer(Exchange exchange, Serving serving, Confirming confirming) {
        this.exchange = exchange;
        this.serving = serving;
        this.confirming = confirming;
    }

    /** Does something with what is being worked on, on the loop, after the same was done with all that came before. */
    <T> void inOrder(CompletionStage<T> work, Consumer<T> then, Executor loop) {
        before = before.handle((done, failure) -> null)
                .thenCombine(work, (done, result) -> result)
                .thenAcceptAsync(then, loop);
    }

    /** Bytes of it are being checked and stored; much of them, and it is held back. */
    void begun(long bytes) {
        underWay += bytes;
        if (underWay > MUCH && !paused) {
            paused = true;
            exchange.pause();
        }
    }

    void done(long bytes) {
        underWay -= bytes;
        if (underWay <= MUCH / 2 && paused) {
            paused = false;
            exchange.resume();
        }
    }
}
