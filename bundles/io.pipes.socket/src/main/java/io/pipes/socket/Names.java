// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.socket;

import io.pipes.runtime.netty.Literals;
import io.pipes.runtime.netty.NettyLoop;
import io.pipes.spi.socket.SocketException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;

/** Finds the addresses of hosts: of literal ones at once, of names on a thread that may block. */
final class Names {
    private static final int MOST_ADDRESSES = 8;

    private final Executor blocking;
    private final Lookup lookup;

    /** Finds the addresses of a name; the machine's own way to do so is {@code InetAddress::getAllByName}. May block for long. */
    @FunctionalInterface
    interface Lookup {
        InetAddress[] addressesOf(String name) throws UnknownHostException;
    }

    Names(Executor blocking, Lookup lookup) {
        this.blocking = blocking;
        this.lookup = lookup;
    }

    /** One address at least, eight at most. The stage completes on the loop. */
    CompletionStage<List<InetAddress>> addresses(String host, NettyLoop loop) {
        CompletableFuture<List<InetAddress>> result = new CompletableFuture<>();
        try {
            // Even a literal may take long to read, on some systems and with a scope.
            blocking.execute(() -> find(host, loop, result));
        } catch (RejectedExecutionException stopping) {
            answer(loop, result, () -> result.completeExceptionally(Failures.stopped()));
        }
        return result;
    }

    CompletionStage<List<String>> written(String host, NettyLoop loop) {
        return addresses(host, loop)
                .thenApply(found -> found.stream().map(Literals::write).toList());
    }

    private void find(String host, NettyLoop loop, CompletableFuture<List<InetAddress>> result) {
        try {
            InetAddress[] all = Literals.read(host)
                    .map(literal -> new InetAddress[] {literal})
                    .orElse(null);
            InetAddress[] found = all == null ? lookup.addressesOf(host) : all;
            List<InetAddress> first = Stream.of(found).limit(MOST_ADDRESSES).toList();
            answer(loop, result, () -> result.complete(first));
        } catch (UnknownHostException nobody) {
            SocketException unknown = Failures.nameUnknown(host);
            answer(loop, result, () -> result.completeExceptionally(unknown));
        }
    }

    private static void answer(NettyLoop loop, CompletableFuture<?> result, Runnable step) {
        try {
            loop.execute(step);
        } catch (RejectedExecutionException theLoopIsGone) {
            result.completeExceptionally(Failures.stopped());
        }
    }
}
