// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.transport.tcp;

import static io.pipes.transport.tcp.TcpSide.stranger;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.spi.transport.Address;
import io.pipes.spi.transport.Connection;
import io.pipes.spi.transport.ConnectionHandler;
import io.pipes.spi.transport.Listener;
import io.pipes.spi.transport.TransportException;
import io.pipes.spi.transport.TransportException.Reason;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How connections and the transport itself end. */
@Timeout(120)
class EndsTest {
    private final TcpSide side = new TcpSide(TcpLimits.DEFAULT);

    @AfterEach
    void stop() {
        side.close();
    }

    @Test
    void what_nobody_read_does_not_destroy_the_last_words() throws Exception {
        Listener listener = side.listen("tcp://127.0.0.1:0");
        byte[] words = bytes(1_000_000);
        try (Socket stranger = stranger(listener, "127.0.0.1")) {
            TcpSide.Seen node = side.nextAccepted();
            side.onLoop(node.connection()::pause);
            stranger.getOutputStream().write(new byte[200_000]);

            side.onLoop(() -> {
                node.connection().write(ByteBuffer.wrap(words));
                node.connection().close();
            });

            assertThat(stranger.getInputStream().readAllBytes()).isEqualTo(words);
            stranger.close();
            assertThat(TcpSide.await(node.closed()).reason()).isEqualTo(Reason.CLOSED);
        }
    }

    @Test
    void a_stopped_transport_sends_what_is_queued_and_gives_its_port_back() throws Exception {
        Listener listener = side.listen("tcp://127.0.0.1:0");
        byte[] words = bytes(3_000_000);
        try (Socket stranger = stranger(listener, "127.0.0.1")) {
            TcpSide.Seen node = side.nextAccepted();
            side.onLoop(() -> node.connection().write(ByteBuffer.wrap(words)));
            CompletableFuture<byte[]> read = CompletableFuture.supplyAsync(() -> readAll(stranger));

            side.transport.close();

            assertThat(TcpSide.await(read)).isEqualTo(words);
            assertThat(TcpSide.await(node.closed()).reason()).isEqualTo(Reason.CLOSED);
            assertThat(listener.closed().toCompletableFuture()).isDone();
            int port = listener.address().port();
            new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1")).close();
        }
    }

    @Test
    void a_stopped_transport_makes_no_new_connections_and_says_so() throws Exception {
        Listener listener = side.listen("tcp://127.0.0.1:0");
        side.transport.close();
        side.transport.close();

        assertThat(side.connectFails(listener.address(), TcpSide.TIMEOUT).reason())
                .isEqualTo(Reason.CLOSED);
        CompletionStage<Listener> again = side.transport.listen(listener.address(), side.loop, Connection::abort);
        assertThat(TcpSide.fails(again).reason()).isEqualTo(Reason.CLOSED);
        assertThat(side.transport.connections()).isZero();
    }

    @Test
    void a_stopped_transport_ends_calls_that_nobody_has_answered_yet() throws Exception {
        try (SilentPort silent = new SilentPort()) {
            CompletionStage<Connection> call = side.transport.connect(silent.address(), side.loop, TcpSide.TIMEOUT);

            side.transport.close();

            assertThat(TcpSide.fails(call).reason()).isEqualTo(Reason.CLOSED);
        }
    }

    @Test
    void a_peer_that_never_reads_cannot_hold_up_a_stop() throws Exception {
        Listener listener = side.listen("tcp://127.0.0.1:0");
        try (Socket stranger = stranger(listener, "127.0.0.1")) {
            TcpSide.Seen node = side.nextAccepted();
            side.onLoop(() -> node.connection().write(ByteBuffer.wrap(bytes(40_000_000))));

            side.transport.close();

            assertThat(TcpSide.await(node.closed()).reason()).isEqualTo(Reason.CLOSED);
            assertThat(side.transport.connections()).isZero();
            assertThat(stranger.isClosed()).isFalse();
        }
    }

    @Test
    void a_handler_that_throws_ends_its_connection_and_no_other() throws Exception {
        CompletableFuture<TransportException> ended = new CompletableFuture<>();
        Listener listener = TcpSide.await(side.transport.listen(
                Address.parse("tcp://127.0.0.1:0"), side.loop, connection -> connection.start(new Thrower(ended))));
        try (Socket bad = stranger(listener, "127.0.0.1");
                Socket good = stranger(listener, "127.0.0.1")) {
            bad.getOutputStream().write(1);

            assertThat(TcpSide.await(ended).reason()).isEqualTo(Reason.CLOSED);
            assertThat(TcpSide.endsFor(bad)).isTrue();
            good.setSoTimeout(200);
            assertThatThrownBy(() -> good.getInputStream().read()).isInstanceOf(java.net.SocketTimeoutException.class);
        }
    }

    @Test
    void an_acceptor_that_throws_or_forgets_costs_one_connection_only() throws Exception {
        Listener throwing =
                TcpSide.await(side.transport.listen(Address.parse("tcp://127.0.0.1:0"), side.loop, connection -> {
                    throw new IllegalStateException("on purpose");
                }));
        Listener forgetful =
                TcpSide.await(side.transport.listen(Address.parse("tcp://127.0.0.1:0"), side.loop, connection -> {}));

        assertThat(TcpSide.endsFor(stranger(throwing, "127.0.0.1"))).isTrue();
        assertThat(TcpSide.endsFor(stranger(forgetful, "127.0.0.1"))).isTrue();
        assertThat(TcpSide.endsFor(stranger(throwing, "127.0.0.1"))).isTrue();
    }

    @Test
    void a_connection_belongs_to_its_loop() throws Exception {
        Listener listener = side.listen("tcp://127.0.0.1:0");
        Connection connection = side.connect(listener.address().toString());

        assertThatThrownBy(connection::flush).isInstanceOf(IllegalStateException.class);

        side.onLoop(connection::abort);
    }

    private static byte[] readAll(Socket socket) {
        try {
            return socket.getInputStream().readAllBytes();
        } catch (java.io.IOException broken) {
            throw new java.io.UncheckedIOException(broken);
        }
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (i * 31 + i / 251);
        }
        return bytes;
    }

    private record Thrower(CompletableFuture<TransportException> ended) implements ConnectionHandler {
        @Override
        public void received(Connection connection, ByteBuffer bytes) {
            throw new IllegalStateException("on purpose");
        }

        @Override
        public void writable(Connection connection) {}

        @Override
        public void closed(Connection connection, TransportException why) {
            ended.complete(why);
        }
    }
}
