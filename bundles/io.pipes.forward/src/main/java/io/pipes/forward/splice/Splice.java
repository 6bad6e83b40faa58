// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.forward.splice;

import io.pipes.spi.socket.Socket;
import io.pipes.spi.socket.SocketException;
import io.pipes.spi.socket.SocketHandler;
import io.pipes.spi.stream.ByteStream;
import io.pipes.spi.stream.ByteStreamHandler;
import io.pipes.spi.stream.StreamEnding;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Passes on between a program's socket and a stream what either of them says: bytes, an end of one direction, a reset. Whoever of the two
 * takes nothing stops the other one. Lives on the loop.
 */
public final class Splice implements SocketHandler, ByteStreamHandler {
    private final Socket socket;
    private final Traffic traffic;
    private final Consumer<StreamEnding> over;
    private @Nullable ByteStream stream;
    private boolean programEnded;
    private boolean otherEnded;
    private boolean ended;

    /**
     * @param traffic counts what passes
     * @param over told once how it ended
     */
    public Splice(Socket socket, Traffic traffic, Consumer<StreamEnding> over) {
        this.socket = socket;
        this.traffic = traffic;
        this.over = over;
    }

    /** Begins with a stream that this side has opened with this handler. */
    public void begin(ByteStream opened) {
        stream = opened;
        traffic.begun();
        socket.start(this);
    }

    /** Begins with a stream that was offered. */
    public void accept(ByteStream offered) {
        begin(offered);
        offered.accept(this);
    }

    /** Breaks both off. */
    public void reset() {
        finish(StreamEnding.RESET);
    }

    // the program's side

    @Override
    public void received(Socket from, ByteBuffer bytes) {
        ByteStream to = stream;
        if (to != null && !ended) {
            traffic.sent(bytes.remaining());
            to.write(bytes);
            if (!to.writable()) {
                from.pause();
            }
        }
    }

    @Override
    public void writable(Socket to) {
        if (stream != null && !ended) {
            stream.resume();
        }
    }

    @Override
    public void ended(Socket from) {
        programEnded = true;
        if (stream != null && !ended) {
            stream.end();
        }
    }

    @Override
    public void closed(Socket from, SocketException why) {
        boolean inOrder = programEnded && otherEnded && why.reason() == SocketException.Reason.CLOSED;
        if (!inOrder) {
            finish(StreamEnding.RESET);
        }
    }

    // the other node's side

    @Override
    public void received(ByteStream from, ByteBuffer bytes) {
        traffic.received(bytes.remaining());
        socket.write(bytes);
        socket.flush();
        if (!socket.writable()) {
            from.pause();
        }
    }

    @Override
    public void writable(ByteStream to) {
        socket.resume();
    }

    @Override
    public void ended(ByteStream from) {
        otherEnded = true;
        socket.end();
    }

    @Override
    public void closed(ByteStream from, StreamEnding why) {
        if (why == StreamEnding.FINISHED) {
            end(why);
        } else {
            finish(why);
        }
    }

    /** What the program has not read yet is lost with the stream, and it should see that. */
    private void finish(StreamEnding why) {
        if (!ended) {
            socket.reset();
            if (stream != null) {
                stream.reset(StreamEnding.RESET);
            }
            end(why);
        }
    }

    private void end(StreamEnding why) {
        if (!ended) {
            ended = true;
            traffic.over();
            over.accept(why);
        }
    }
}
