// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.socket;

import io.netty.channel.Channel;
import io.pipes.runtime.netty.Ending;
import io.pipes.runtime.netty.OpenEnds;
import io.pipes.runtime.netty.Release;
import io.pipes.spi.socket.Endpoint;
import io.pipes.spi.socket.SocketListener;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A bound port or file. */
final class StreamListener implements SocketListener, Ending {
    private final Channel channel;
    private final Endpoint endpoint;
    private final CompletableFuture<Void> closed;
    private CompletionStage<Void> gone;

    /** @param tidy runs in the moment in which nobody is accepted any more, so that nobody else can have come in between */
    StreamListener(Channel channel, Endpoint endpoint, Runnable tidy) {
        this.channel = channel;
        this.endpoint = endpoint;
        channel.closeFuture().addListener(over -> tidy.run());
        closed = Release.of(channel).toCompletableFuture();
        gone = closed;
    }

    /** From now on the stop of the bundle ends it; its end gives its place back. */
    void heldBy(OpenEnds ends) {
        gone = closed.thenRun(() -> {
            ends.remove(this);
            ends.leave();
        });
        ends.add(this);
    }

    @Override
    public Endpoint endpoint() {
        return endpoint;
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
    public CompletionStage<Void> stop() {
        channel.close();
        return gone;
    }

    @Override
    public String toString() {
        return endpoint.toString();
    }
}
