// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.transport;

import io.pipes.spi.loop.Loop;
import io.pipes.spi.transport.Connection;
import io.pipes.spi.transport.ConnectionHandler;
import io.pipes.spi.transport.TransportException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Remembers what happened on one connection, and every event that came on a wrong thread, too late or twice. */
final class ConnectionProbe implements ConnectionHandler {
    private final Loop loop;
    private final Connection connection;
    private final CompletableFuture<TransportException> closed = new CompletableFuture<>();

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<String> mistakes = new ArrayList<>();
    private final List<Expectation> expectations = new ArrayList<>();
    private int writableEvents;
    private Consumer<ByteBuffer> onReceived = buffer -> {};
    private Runnable onWritable = () -> {};

    private record Expectation(int size, CompletableFuture<byte[]> reached) {}

    ConnectionProbe(Loop loop, Connection connection) {
        this.loop = loop;
        this.connection = connection;
    }

    Connection connection() {
        return connection;
    }

    /** Completes once this many bytes have been received, with all of them. */
    synchronized CompletableFuture<byte[]> received(int size) {
        CompletableFuture<byte[]> reached = new CompletableFuture<>();
        expectations.add(new Expectation(size, reached));
        meetExpectations();
        return reached;
    }

    synchronized byte[] receivedSoFar() {
        return bytes.toByteArray();
    }

    synchronized int writableEvents() {
        return writableEvents;
    }

    synchronized List<String> mistakes() {
        return List.copyOf(mistakes);
    }

    CompletableFuture<TransportException> closed() {
        return closed;
    }

    /** Set on the loop before the connection is started or while nothing moves. */
    void onReceived(Consumer<ByteBuffer> reaction) {
        onReceived = reaction;
    }

    void onWritable(Runnable reaction) {
        onWritable = reaction;
    }

    @Override
    public void received(Connection on, ByteBuffer buffer) {
        check(on, "received");
        if (!buffer.hasRemaining()) {
            mistake("received nothing");
        }
        ByteBuffer view = buffer.slice();
        append(buffer);
        onReceived.accept(view);
    }

    @Override
    public void writable(Connection on) {
        check(on, "writable");
        if (!on.writable()) {
            mistake("said to be writable but is not");
        }
        synchronized (this) {
            writableEvents++;
        }
        onWritable.run();
    }

    @Override
    public void closed(Connection on, TransportException why) {
        check(on, "closed");
        closed.complete(why);
    }

    private synchronized void append(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.get(copy);
        bytes.writeBytes(copy);
        meetExpectations();
    }

    private void meetExpectations() {
        expectations.removeIf(
                expected -> bytes.size() >= expected.size && expected.reached.complete(bytes.toByteArray()));
    }

    private void check(Connection on, String event) {
        if (!loop.inLoop()) {
            mistake(event + " was called outside the connection's loop");
        }
        if (closed.isDone()) {
            mistake(event + " was called after closed");
        }
        if (on != connection) {
            mistake(event + " was called with another connection");
        }
    }

    private synchronized void mistake(String what) {
        mistakes.add(what);
    }
}
