// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.socket;

import io.netty.channel.ChannelFuture;
import io.pipes.runtime.netty.NettyLoop;
import io.pipes.runtime.netty.OpenEnds;
import io.pipes.spi.socket.Endpoint;
import io.pipes.spi.socket.SocketException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The frame of everything that binds: it takes one place among the open sockets, which it keeps if it succeeds, and answers on the loop. */
final class Opening<T> {
    private final OpenEnds ends;
    private final NettyLoop loop;
    private final CompletableFuture<T> result = new CompletableFuture<>();

    Opening(OpenEnds ends, NettyLoop loop) {
        this.ends = ends;
        this.loop = loop;
    }

    NettyLoop loop() {
        return loop;
    }

    OpenEnds ends() {
        return ends;
    }

    /** Runs a step on the loop if there is a place, and answers. */
    CompletionStage<T> begin(Runnable step) {
        if (ends.stopped()) {
            onLoop(() -> result.completeExceptionally(Failures.stopped()));
        } else if (ends.enter()) {
            result.whenComplete((made, failed) -> {
                if (failed != null) {
                    ends.leave();
                }
            });
            onLoop(step);
        } else {
            onLoop(() -> result.completeExceptionally(Failures.limit(ends.most())));
        }
        return result.minimalCompletionStage();
    }

    /** Goes on with what a stage has found, or fails as it did. */
    <U> void then(CompletionStage<U> stage, Consumer<U> next) {
        stage.whenComplete((found, failed) -> {
            if (failed == null) {
                next.accept(found);
            } else {
                fail(failed instanceof CompletionException wrapped ? wrapped.getCause() : failed);
            }
        });
    }

    /** Binds, unless it has been stopped meanwhile, and goes on when that is done. */
    void bind(Endpoint at, Supplier<ChannelFuture> binding, Consumer<ChannelFuture> next) {
        if (ends.stopped()) {
            fail(Failures.stopped());
            return;
        }
        ChannelFuture bound = binding.get();
        bound.addListener(tried -> {
            if (tried.isSuccess()) {
                next.accept(bound);
            } else {
                fail(Failures.binding(at, tried.cause()));
            }
        });
    }

    void complete(T made) {
        result.complete(made);
    }

    void fail(@Nullable Throwable cause) {
        result.completeExceptionally(
                cause instanceof SocketException known ? known : Failures.unexpected(String.valueOf(cause)));
    }

    void onLoop(Runnable step) {
        try {
            loop.execute(step);
        } catch (RejectedExecutionException theLoopIsGone) {
            result.completeExceptionally(Failures.stopped());
        }
    }
}
