// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.transport.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.SocketChannel;
import io.pipes.runtime.netty.Ending;
import io.pipes.runtime.netty.NettyLoop;
import io.pipes.runtime.netty.Resets;
import io.pipes.spi.transport.Address;
import io.pipes.spi.transport.Connection;
import io.pipes.spi.transport.ConnectionHandler;
import io.pipes.spi.transport.TransportException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One TCP connection on its loop.
 *
 * <pre>
 *   OPEN --close()--> ENDING --all sent, or two seconds--> OVER
 *   OPEN --abort(), trouble--> ENDING --the socket is closed--> OVER
 *   OPEN --the other side ends it--> OVER
 * </pre>
 */
final class TcpConnection implements Connection, Ending {
    private static final Logger LOG = LoggerFactory.getLogger(TcpConnection.class);

    private enum State {
        OPEN,
        ENDING,
        OVER
    }

    private final NettyLoop loop;
    private final SocketChannel channel;
    private final Runnable onAuthenticated;
    private final Address local;
    private final Address remote;
    private final Runnable flushNow;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private State state = State.OPEN;
    private @Nullable ConnectionHandler handler;
    private @Nullable TransportException why;
    private boolean paused;
    private boolean flushDue;

    TcpConnection(NettyLoop loop, SocketChannel channel, Runnable onAuthenticated) {
        this.loop = loop;
        this.channel = channel;
        this.onAuthenticated = onAuthenticated;
        local = Endpoints.address(channel.localAddress());
        remote = Endpoints.address(channel.remoteAddress());
        flushNow = this::flushNow;
    }

    @Override
    public Address local() {
        return local;
    }

    @Override
    public Address remote() {
        return remote;
    }

    @Override
    public void start(ConnectionHandler newHandler) {
        checkLoop();
        if (handler != null) {
            throw new IllegalStateException("The connection has been started before");
        }
        handler = newHandler;
        if (state == State.OVER) {
            loop.execute(this::tellClosed);
        } else if (!paused) {
            channel.config().setAutoRead(true);
        }
    }

    @Override
    public void write(ByteBuffer bytes) {
        checkLoop();
        int size = bytes.remaining();
        if (state != State.OPEN || size == 0) {
            return;
        }
        ByteBuf copy = channel.alloc().directBuffer(size, size);
        int position = bytes.position();
        copy.writeBytes(bytes);
        bytes.position(position);
        channel.write(copy, channel.voidPromise());
    }

    /** Leaves the flushing to the end of this turn of the loop: many small calls become one call of the system. */
    @Override
    public void flush() {
        checkLoop();
        if (!flushDue && state == State.OPEN) {
            flushDue = true;
            channel.eventLoop().execute(flushNow);
        }
    }

    @Override
    public boolean writable() {
        checkLoop();
        return state == State.OPEN && channel.isWritable();
    }

    @Override
    public void pause() {
        checkLoop();
        paused = true;
        if (state == State.OPEN) {
            channel.config().setAutoRead(false);
        }
    }

    @Override
    public void resume() {
        checkLoop();
        paused = false;
        if (state == State.OPEN && handler != null) {
            channel.config().setAutoRead(true);
        }
    }

    @Override
    public void authenticated() {
        checkLoop();
        onAuthenticated.run();
    }

    @Override
    public void close() {
        checkLoop();
        if (state == State.OPEN) {
            state = State.ENDING;
            because(Failures.closedHere());
            new Farewell(channel, loop).begin();
        }
    }

    @Override
    public void abort() {
        checkLoop();
        abort(Failures.closedHere());
    }

    @Override
    public CompletionStage<Void> stop() {
        try {
            loop.execute(this::close);
        } catch (RejectedExecutionException theLoopIsGone) {
            ended.complete(null);
        }
        return ended;
    }

    /** Runs after the handler's last event, on the loop. */
    void whenEnded(Runnable action) {
        ended.thenRun(action);
    }

    boolean started() {
        return handler != null;
    }

    /** Ends it at once: what is queued is thrown away, and the other side sees a reset. */
    void abort(TransportException reason) {
        if (state != State.OVER) {
            because(reason);
            state = State.ENDING;
            Resets.close(channel);
        }
    }

    void bytesArrived(ByteBuffer bytes) {
        if (state == State.OPEN && handler != null) {
            guarded(() -> handler.received(this, bytes));
        }
    }

    void becameWritable() {
        if (state == State.OPEN && handler != null && channel.isActive()) {
            guarded(() -> handler.writable(this));
        }
    }

    void failed(TransportException reason) {
        because(reason);
        channel.close();
    }

    void wentInactive() {
        if (state != State.OVER) {
            state = State.OVER;
            because(Failures.closedThere());
            tellClosed();
            ended.complete(null);
        }
    }

    /** The first reason is the true one; what follows from it are only its consequences. */
    private void because(TransportException reason) {
        if (why == null) {
            why = reason;
        }
    }

    private void tellClosed() {
        if (handler != null && why != null) {
            try {
                handler.closed(this, why);
            } catch (RuntimeException thrown) {
                LOG.error("The handler of the connection to {} failed when it was closed", remote, thrown);
            }
        }
    }

    /** A handler that throws has lost track of its stream, so the stream ends. */
    private void guarded(Runnable event) {
        try {
            event.run();
        } catch (RuntimeException thrown) {
            LOG.error("The handler of the connection to {} failed; the connection ends", remote, thrown);
            abort(Failures.handlerFailed());
        }
    }

    private void flushNow() {
        flushDue = false;
        channel.flush();
    }

    private void checkLoop() {
        if (!loop.inLoop()) {
            throw new IllegalStateException("A connection is used on its loop only");
        }
    }

    @Override
    public String toString() {
        return local + " - " + remote;
    }
}
