// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.socket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.pipes.spi.socket.Endpoint;
import io.pipes.spi.socket.SocketException;
import io.pipes.spi.socket.SocketListener;
import java.io.IOException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * One attempt to listen at a Unix socket. Files are looked at on a thread that may block, and nobody is accepted before the file is for this
 * user alone.
 */
final class UnixBinding {
    private final Opening<SocketListener> opening;
    private final Executor blocking;
    private final Reception reception;
    private final int waiting;
    private final Endpoint.Unix at;
    private final SocketFile file;

    UnixBinding(
            Opening<SocketListener> opening, Executor blocking, Reception reception, int waiting, Endpoint.Unix at) {
        this.opening = opening;
        this.blocking = blocking;
        this.reception = reception;
        this.waiting = waiting;
        this.at = at;
        file = new SocketFile(at);
    }

    CompletionStage<SocketListener> begin() {
        return opening.begin(() -> elsewhere(() -> {
            file.makeRoom();
            opening.onLoop(this::bind);
        }));
    }

    private void bind() {
        opening.bind(at, this::bindToFile, bound -> protect(bound.channel()));
    }

    private ChannelFuture bindToFile() {
        return Channels.accepting(opening.loop(), opening.loop().unixServerChannel(), waiting)
                .childHandler(reception.unix(at))
                .bind(opening.loop().unixAddress(file.path()));
    }

    private void protect(Channel channel) {
        elsewhere(() -> {
            try {
                file.protect();
                opening.onLoop(() -> bound(channel));
            } catch (IOException failed) {
                channel.close();
                throw Failures.binding(at, failed);
            }
        });
    }

    private void bound(Channel channel) {
        StreamListener listener = new StreamListener(channel, at, file::remove);
        listener.heldBy(opening.ends());
        opening.complete(listener);
        channel.config().setAutoRead(true);
    }

    /** A step that may block and fail. */
    private interface Step {
        void run() throws SocketException;
    }

    private void elsewhere(Step step) {
        try {
            blocking.execute(() -> {
                try {
                    step.run();
                } catch (SocketException failed) {
                    opening.onLoop(() -> opening.fail(failed));
                }
            });
        } catch (RejectedExecutionException stopping) {
            opening.fail(Failures.stopped());
        }
    }
}
