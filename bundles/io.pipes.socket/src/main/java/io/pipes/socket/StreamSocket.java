// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.Future;
import io.pipes.runtime.netty.Ending;
import io.pipes.runtime.netty.Literals;
import io.pipes.runtime.netty.NettyLoop;
import io.pipes.runtime.netty.OpenEnds;
import io.pipes.runtime.netty.Resets;
import io.pipes.spi.socket.Endpoint;
import io.pipes.spi.socket.Socket;
import io.pipes.spi.socket.SocketException;
import io.pipes.spi.socket.SocketHandler;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One socket on its loop.
 *
 * <pre>
 *   OPEN --both sides have ended--> OVER
 *   OPEN --close()--> LEAVING --both sides have ended, or too late--> OVER
 *   OPEN, LEAVING --reset(), trouble--> OVER, when the channel is closed
 * </pre>
 */
final class StreamSocket implements Socket, Ending {
    private static final Logger LOG = LoggerFactory.getLogger(StreamSocket.class);

    private enum State {
        OPEN,
        LEAVING,
        OVER
    }

    private final NettyLoop loop;
    private final DuplexChannel channel;
    private final Endpoint local;
    private final Endpoint remote;
    private final Arrivals arrivals = new Arrivals();
    private final Farewell farewell;
    private final Consumer<ByteBuffer> receiver;
    private final Runnable flushNow;
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private State state = State.OPEN;
    private @Nullable SocketHandler handler;
    private @Nullable SocketException why;
    private boolean paused;
    private boolean flushDue;
    private boolean outputEnded;
    private boolean outputSent;
    private boolean inputEnded;
    private boolean inputDelivered;

    StreamSocket(NettyLoop loop, DuplexChannel channel, Endpoint local, Endpoint remote) {
        this.loop = loop;
        this.channel = channel;
        this.local = local;
        this.remote = remote;
        farewell = new Farewell(channel, loop);
        receiver = this::tellReceived;
        flushNow = this::flushNow;
    }

    static StreamSocket tcp(NettyLoop loop, SocketChannel channel) {
        return new StreamSocket(loop, channel, tcp(channel.localAddress()), tcp(channel.remoteAddress()));
    }

    private static Endpoint.Tcp tcp(InetSocketAddress address) {
        return new Endpoint.Tcp(Literals.write(address.getAddress()), address.getPort());
    }

    @Override
    public Endpoint local() {
        return local;
    }

    @Override
    public Endpoint remote() {
        return remote;
    }

    @Override
    public void start(SocketHandler newHandler) {
        checkLoop();
        if (handler != null) {
            throw new IllegalStateException("The socket has been started before");
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
        if (!takesBytes() || size == 0) {
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
        if (!flushDue && takesBytes()) {
            flushDue = true;
            channel.eventLoop().execute(flushNow);
        }
    }

    @Override
    public boolean writable() {
        checkLoop();
        return takesBytes() && channel.isWritable();
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
        if (!paused) {
            return;
        }
        paused = false;
        if (state == State.OPEN && handler != null) {
            // Never from within this call, so that a handler may resume while it receives.
            channel.eventLoop().execute(this::deliverHeld);
        }
    }

    @Override
    public void end() {
        checkLoop();
        if (state == State.OPEN) {
            endOutput();
        }
    }

    @Override
    public void reset() {
        checkLoop();
        reset(Failures.resetHere());
    }

    @Override
    public void close() {
        checkLoop();
        if (state != State.OPEN) {
            return;
        }
        state = State.LEAVING;
        because(Failures.closedHere());
        arrivals.discard();
        farewell.within(Farewell.WHEN_CLOSING);
        endOutput();
        if (outputSent) {
            farewell.within(Farewell.AFTER_ALL_IS_SENT);
        }
        channel.config().setAutoRead(!inputEnded);
        closeIfBothEnded();
    }

    /** For the stop of the bundle. */
    @Override
    public CompletionStage<Void> stop() {
        try {
            loop.execute(this::leaveSoon);
        } catch (RejectedExecutionException theLoopIsGone) {
            over.complete(null);
        }
        return over;
    }

    /** From now on the stop of the bundle ends it. */
    void heldBy(OpenEnds ends) {
        over.thenRun(() -> ends.remove(this));
        ends.add(this);
    }

    /** Runs just before the last event, on the loop. */
    void whenClosed(Runnable action) {
        channel.closeFuture().addListener(closed -> action.run());
    }

    boolean started() {
        return handler != null;
    }

    /** Whether it leads back to itself, as the system may make it when nobody listens at the port called. */
    boolean isCallOfItself() {
        return local instanceof Endpoint.Tcp && local.equals(remote);
    }

    void reset(SocketException reason) {
        if (state != State.OVER) {
            because(reason);
            state = State.LEAVING;
            Resets.close(channel);
        }
    }

    /** Takes over the buffer. */
    void bytesArrived(ByteBuf bytes) {
        if (state != State.OPEN) {
            bytes.release();
        } else if (holdsBack()) {
            arrivals.hold(bytes);
        } else {
            Arrivals.deliver(bytes, receiver);
        }
    }

    void endArrived() {
        if (inputEnded) {
            return;
        }
        inputEnded = true;
        // There is nothing more to read, and some channels would say so again and again.
        channel.config().setAutoRead(false);
        if (state == State.OPEN) {
            deliverEnd();
        } else {
            closeIfBothEnded();
        }
    }

    void becameWritable() {
        if (takesBytes() && handler != null && channel.isActive()) {
            guarded(() -> handler.writable(this));
        }
    }

    void failed(SocketException reason) {
        because(reason);
        channel.close();
    }

    void wentInactive() {
        if (state != State.OVER) {
            state = State.OVER;
            arrivals.discard();
            because(Failures.resetThere());
            tellClosed();
            over.complete(null);
        }
    }

    private void leaveSoon() {
        because(Failures.stopped());
        close();
        farewell.within(Farewell.WHEN_STOPPING);
    }

    private boolean takesBytes() {
        return state == State.OPEN && !outputEnded;
    }

    private boolean holdsBack() {
        return paused || handler == null || !arrivals.isEmpty();
    }

    private void deliverHeld() {
        while (state == State.OPEN && !paused && !arrivals.isEmpty()) {
            arrivals.deliverNext(receiver);
        }
        if (state == State.OPEN && !paused) {
            channel.config().setAutoRead(!inputEnded);
            deliverEnd();
        }
    }

    private void deliverEnd() {
        if (inputEnded && !inputDelivered && !holdsBack() && handler != null) {
            inputDelivered = true;
            guarded(() -> handler.ended(this));
            closeIfBothEnded();
        }
    }

    private void endOutput() {
        if (!outputEnded) {
            outputEnded = true;
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(this::allSent);
        }
    }

    private void allSent(Future<?> last) {
        if (last.isSuccess() && channel.isActive()) {
            channel.shutdownOutput().addListener(this::endSent);
        }
    }

    private void endSent(Future<?> done) {
        if (!done.isSuccess()) {
            failed(Failures.broken(done.cause()));
            return;
        }
        outputSent = true;
        if (state == State.LEAVING) {
            farewell.within(Farewell.AFTER_ALL_IS_SENT);
        }
        closeIfBothEnded();
    }

    private void closeIfBothEnded() {
        boolean inputDone = state == State.OPEN ? inputDelivered : inputEnded;
        if (outputSent && inputDone) {
            because(Failures.bothEnded());
            channel.close();
        }
    }

    /** The first reason is the true one; what follows from it are only its consequences. */
    private void because(SocketException reason) {
        if (why == null) {
            why = reason;
        }
    }

    private void tellReceived(ByteBuffer bytes) {
        if (handler != null) {
            try {
                handler.received(this, bytes);
            } catch (RuntimeException thrown) {
                handlerFailed(thrown);
            }
        }
    }

    private void tellClosed() {
        if (handler != null && why != null) {
            try {
                handler.closed(this, why);
            } catch (RuntimeException thrown) {
                LOG.error("The handler of the socket to {} failed when it was closed", remote, thrown);
            }
        }
    }

    private void guarded(Runnable event) {
        try {
            event.run();
        } catch (RuntimeException thrown) {
            handlerFailed(thrown);
        }
    }

    /** A handler that throws has lost track of its stream, so the stream ends. */
    private void handlerFailed(RuntimeException thrown) {
        LOG.error("The handler of the socket to {} failed; the socket is reset", remote, thrown);
        reset(Failures.handlerFailed());
    }

    private void flushNow() {
        flushDue = false;
        channel.flush();
    }

    private void checkLoop() {
        if (!loop.inLoop()) {
            throw new IllegalStateException("A socket is used on its loop only");
        }
    }

    @Override
    public String toString() {
        return local + " - " + remote;
    }
}
