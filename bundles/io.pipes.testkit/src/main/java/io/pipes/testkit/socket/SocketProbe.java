// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.socket;

import io.pipes.spi.loop.Loop;
import io.pipes.spi.socket.Socket;
import io.pipes.spi.socket.SocketException;
import io.pipes.spi.socket.SocketHandler;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Remembers what happened on one socket, and every event that came on a wrong thread, too late or twice. Writes a text as it may. */
final class SocketProbe implements SocketHandler {
    private static final int PIECE = 50_000;

    private final Loop loop;
    private final Socket socket;
    private final CompletableFuture<byte[]> ended = new CompletableFuture<>();
    private final CompletableFuture<SocketException> closed = new CompletableFuture<>();
    private final CompletableFuture<Void> arrived = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<String> mistakes = new ArrayList<>();
    private ByteBuffer text = ByteBuffer.allocate(0);
    private Runnable whenWritten = () -> {};
    private boolean pausing;

    SocketProbe(Loop loop, Socket socket) {
        this.loop = loop;
        this.socket = socket;
    }

    Socket socket() {
        return socket;
    }

    /** Completes with all that was received when the other side has said its end. */
    CompletableFuture<byte[]> ended() {
        return ended;
    }

    CompletableFuture<SocketException> closed() {
        return closed;
    }

    /** Completes with the first bytes. */
    CompletableFuture<Void> arrived() {
        return arrived;
    }

    synchronized int received() {
        return bytes.size();
    }

    synchronized List<String> mistakes() {
        return List.copyOf(mistakes);
    }

    /** From now on pauses after each reading and resumes in a later turn of the loop. */
    void pauseAgainAndAgain() {
        pausing = true;
    }

    /** Writes no more than the socket takes, and then does something. Called on the loop. */
    void write(byte[] newText, Runnable then) {
        text = ByteBuffer.wrap(newText);
        whenWritten = then;
        writeOn();
    }

    /** What of the text is not written yet, in bytes. Called on the loop. */
    int unwritten() {
        return text.remaining();
    }

    @Override
    public void received(Socket on, ByteBuffer buffer) {
        check(on, "received");
        if (!buffer.hasRemaining()) {
            mistake("received nothing");
        }
        if (ended.isDone()) {
            mistake("received after the end");
        }
        byte[] copy = new byte[buffer.remaining()];
        buffer.get(copy);
        synchronized (this) {
            bytes.writeBytes(copy);
        }
        arrived.complete(null);
        if (pausing) {
            socket.pause();
            loop.execute(socket::resume);
        }
    }

    @Override
    public void writable(Socket on) {
        check(on, "writable");
        if (!on.writable()) {
            mistake("said to be writable but is not");
        }
        writeOn();
    }

    @Override
    public synchronized void ended(Socket on) {
        check(on, "ended");
        if (!ended.complete(bytes.toByteArray())) {
            mistake("ended twice");
        }
    }

    @Override
    public void closed(Socket on, SocketException why) {
        check(on, "closed");
        closed.complete(why);
    }

    private void writeOn() {
        boolean something = text.hasRemaining();
        while (text.hasRemaining() && socket.writable()) {
            int size = Math.min(PIECE, text.remaining());
            socket.write(text.slice().limit(size));
            text.position(text.position() + size);
        }
        socket.flush();
        if (something && !text.hasRemaining()) {
            whenWritten.run();
        }
    }

    private void check(Socket on, String event) {
        if (!loop.inLoop()) {
            mistake(event + " was called outside the socket's loop");
        }
        if (closed.isDone()) {
            mistake(event + " was called after closed");
        }
        if (on != socket) {
            mistake(event + " was called with another socket");
        }
    }

    private synchronized void mistake(String what) {
        mistakes.add(what);
    }
}
