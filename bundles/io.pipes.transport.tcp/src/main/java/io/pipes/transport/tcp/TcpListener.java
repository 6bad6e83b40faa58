// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.transport.tcp;

import io.netty.channel.Channel;
import io.pipes.spi.transport.Address;
import io.pipes.spi.transport.Listener;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** A bound port. */
final class TcpListener implements Listener, Ending {
    /** A timer set while events are handled may still run in the same turn; one set by a timer runs in the next. */
    private static final int TURNS = 2;

    private final Channel channel;
    private final Address address;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    TcpListener(Channel channel, Address address) {
        this.channel = channel;
        this.address = address;
        channel.closeFuture().addListener(released -> inTurns(TURNS));
    }

    /** Java's selectors let go of a closed port only when they select the next time, so it is free one turn of the loop later. */
    private void inTurns(int turns) {
        if (turns == 0) {
            closed.complete(null);
            return;
        }
        try {
            channel.eventLoop()
                    .schedule(() -> {}, 0, TimeUnit.NANOSECONDS)
                    .addListener(passedOrCancelled -> inTurns(turns - 1));
        } catch (RejectedExecutionException theLoopIsGone) {
            closed.complete(null);
        }
    }

    @Override
    public Address address() {
        return address;
    }

    @Override
    public CompletionStage<Void> close() {
        channel.close();
        return closed.minimalCompletionStage();
    }

    @Override
    public CompletionStage<Void> closed() {
        return closed.minimalCompletionStage();
    }

    @Override
    public CompletionStage<Void> end() {
        return close();
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
