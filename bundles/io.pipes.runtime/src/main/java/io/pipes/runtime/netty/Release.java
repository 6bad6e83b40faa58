// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.runtime.netty;

import io.netty.channel.Channel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** Knows when the port of a closed channel is free: Java's selectors let go of it only when they select the next time. */
public final class Release {
    /** A timer set while events are handled may still run in the same turn; one set by a timer runs in the next. */
    private static final int TURNS = 2;

    private final Channel channel;
    private final CompletableFuture<Void> released = new CompletableFuture<>();

    private Release(Channel channel) {
        this.channel = channel;
    }

    /** Completes on the channel's loop, or anywhere if that is gone, when the port may be bound again; never fails. */
    public static CompletionStage<Void> of(Channel channel) {
        Release release = new Release(channel);
        channel.closeFuture().addListener(closed -> release.inTurns(TURNS));
        return release.released;
    }

    private void inTurns(int turns) {
        if (turns == 0) {
            released.complete(null);
            return;
        }
        try {
            channel.eventLoop()
                    .schedule(() -> {}, 0, TimeUnit.NANOSECONDS)
                    .addListener(passedOrCancelled -> inTurns(turns - 1));
        } catch (RejectedExecutionException theLoopIsGone) {
            released.complete(null);
        }
    }
}
