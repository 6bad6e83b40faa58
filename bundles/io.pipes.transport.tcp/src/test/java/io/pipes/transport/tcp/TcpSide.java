// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.transport.tcp;

import io.pipes.runtime.NettyLoops;
import io.pipes.runtime.Polling;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.transport.Address;
import io.pipes.spi.transport.Connection;
import io.pipes.spi.transport.ConnectionHandler;
import io.pipes.spi.transport.Listener;
import io.pipes.spi.transport.TransportException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A transport under test with its loops; strangers are plain sockets of the JDK. */
final class TcpSide implements AutoCloseable {
    static final int HANG_SECONDS = 60;
    static final Duration TIMEOUT = Duration.ofSeconds(20);

    final NettyLoops loops;
    final Loop loop;
    final TcpTransport transport;
    final BlockingQueue<Seen> accepted = new LinkedBlockingQueue<>();

    TcpSide(TcpLimits limits) {
        this(limits, Polling.best(), InetAddress::getAllByName);
    }

    TcpSide(Polling polling) {
        this(TcpLimits.DEFAULT, polling, InetAddress::getAllByName);
    }

    TcpSide(Lookup lookup) {
        this(TcpLimits.DEFAULT, Polling.best(), lookup);
    }

    private TcpSide(TcpLimits limits, Polling polling, Lookup lookup) {
        loops = NettyLoops.start(2, polling);
        loop = loops.next();
        transport = new TcpTransport(limits, loops, lookup);
    }

    /** A connection with what happened on it. */
    record Seen(Connection connection, CompletableFuture<TransportException> closed) implements ConnectionHandler {
        @Override
        public void received(Connection on, ByteBuffer bytes) {}

        @Override
        public void writable(Connection on) {}

        @Override
        public void closed(Connection on, TransportException why) {
            closed.complete(why);
        }
    }

    Listener listen(String address) throws Exception {
        return await(transport.listen(Address.parse(address), loop, this::accept));
    }

    private void accept(Connection connection) {
        Seen seen = new Seen(connection, new CompletableFuture<>());
        connection.start(seen);
        accepted.add(seen);
    }

    Seen nextAccepted() throws InterruptedException {
        Seen next = accepted.poll(HANG_SECONDS, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("Nobody was accepted");
        }
        return next;
    }

    Connection connect(String address) throws Exception {
        return await(transport.connect(Address.parse(address), loop, TIMEOUT));
    }

    TransportException connectFails(Address address, Duration timeout) throws Exception {
        return fails(transport.connect(address, loop, timeout));
    }

    static TransportException fails(CompletionStage<?> stage) throws Exception {
        try {
            Object result = await(stage);
            throw new AssertionError("It did not fail but made " + result);
        } catch (ExecutionException failed) {
            return (TransportException) failed.getCause();
        }
    }

    void onLoop(Runnable task) throws Exception {
        await(CompletableFuture.runAsync(task, loop));
    }

    static <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(HANG_SECONDS, TimeUnit.SECONDS);
    }

    /** A stranger who calls from a local address. */
    static Socket stranger(Listener listener, String from) throws IOException {
        return new Socket(
                InetAddress.getByName("127.0.0.1"), listener.address().port(), InetAddress.getByName(from), 0);
    }

    /** Whether the node has ended the connection with this stranger; waits for it as long as it takes to be sure. */
    static boolean endsFor(Socket stranger) throws IOException {
        stranger.setSoTimeout(HANG_SECONDS * 1_000);
        try {
            return stranger.getInputStream().read() < 0;
        } catch (SocketTimeoutException stillOpen) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    @Override
    public void close() {
        transport.close();
        loops.close();
    }
}
