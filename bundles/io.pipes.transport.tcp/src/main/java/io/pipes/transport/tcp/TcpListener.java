// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.transport.tcp;

import io.netty.channel.Channel;
import io.pipes.runtime.netty.Ending;
import io.pipes.runtime.netty.Release;
import io.pipes.spi.transport.Address;
import io.pipes.spi.transport.Listener;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A bound port. */
final class TcpListener implements Listener, Ending {
    private final Channel channel;
    private final Address address;
    private final CompletableFuture<Void> closed;

    TcpListener(Channel channel, Address address) {
        this.channel = channel;
        this.address = address;
        closed = Release.of(channel).toCompletableFuture();
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
    public CompletionStage<Void> stop() {
        return close();
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
