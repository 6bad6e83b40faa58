// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.local;

import io.pipes.api.pipeline.StoredAt;
import java.util.concurrent.CompletableFuture;

/**
 * Somebody waits until a message is durable at several nodes: sees how many there are so far, and need not wait to the end. May be used from
 * any thread.
 */
public final class AwaitedCopies {
    private final StoredAt wanted;
    private final CompletableFuture<Void> givenUp = new CompletableFuture<>();
    private volatile int nodes;

    public AwaitedCopies(StoredAt wanted) {
        this.wanted = wanted;
    }

    public StoredAt wanted() {
        return wanted;
    }

    /** At how many nodes it is durable, this one included, as far as is known; 0 while it is not durable here. */
    public int nodes() {
        return nodes;
    }

    /** It is durable at so many nodes now. */
    public void found(int known) {
        nodes = known;
    }

    /** Nobody waits any more; what was published stays so. */
    public void giveUp() {
        givenUp.complete(null);
    }

    /** Runs something when nobody waits any more; at once if that is so. */
    public void whenGivenUp(Runnable stop) {
        givenUp.thenRun(stop);
    }
}
