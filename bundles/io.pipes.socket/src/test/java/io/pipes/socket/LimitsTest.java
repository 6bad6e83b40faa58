// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.runtime.Polling;
import io.pipes.spi.socket.DatagramSocket;
import io.pipes.spi.socket.Endpoint;
import io.pipes.spi.socket.Socket;
import io.pipes.spi.socket.SocketException;
import io.pipes.spi.socket.SocketException.Reason;
import io.pipes.spi.socket.SocketListener;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three sockets at a time. */
@Timeout(120)
class LimitsTest {
    private static final Endpoint.Tcp ANY_PORT = new Endpoint.Tcp("127.0.0.1", 0);

    private final SocketBench bench = new SocketBench(Polling.best(), new SocketLimits(3, 16));

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void sockets_of_every_kind_count_and_what_has_ended_no_longer_does() throws Exception {
        SocketListener listener = await(bench.sockets().listen(ANY_PORT, bench.loop(), Socket::reset));
        await(bench.sockets().listen(ANY_PORT, bench.loop(), Socket::reset));
        DatagramSocket datagrams = await(bench.sockets().datagrams(new Endpoint.Udp("127.0.0.1", 0), bench.loop()));

        assertThat(fails(bench.sockets().listen(ANY_PORT, bench.loop(), Socket::reset)))
                .isEqualTo(Reason.LIMIT);
        assertThat(fails(bench.sockets().connect(listener.endpoint(), bench.loop(), Duration.ofSeconds(20))))
                .isEqualTo(Reason.LIMIT);

        await(listener.close());
        await(bench.sockets().listen(ANY_PORT, bench.loop(), Socket::reset));
        await(CompletableFuture.runAsync(datagrams::close, bench.loop()));
        bench.stop();
        assertThat(bench.open()).isZero();
    }

    @Test
    void who_calls_beyond_the_limit_is_reset() throws Exception {
        SocketListener listener = await(bench.sockets().listen(ANY_PORT, bench.loop(), socket -> {
            throw new AssertionError("nobody is accepted");
        }));
        await(bench.sockets().listen(ANY_PORT, bench.loop(), Socket::reset));
        await(bench.sockets().listen(ANY_PORT, bench.loop(), Socket::reset));

        int port = ((Endpoint.Tcp) listener.endpoint()).port();
        try (java.net.Socket caller = new java.net.Socket(InetAddress.getByName("127.0.0.1"), port)) {
            caller.setSoTimeout(60_000);
            assertThat(isReset(caller)).isTrue();
        }
        assertThat(bench.open()).isEqualTo(3);
    }

    private static boolean isReset(java.net.Socket caller) {
        try {
            caller.getInputStream().read();
            return false;
        } catch (IOException reset) {
            return reset.getMessage().contains("reset");
        }
    }

    private static Reason fails(CompletionStage<?> stage) throws Exception {
        try {
            throw new AssertionError("It made " + await(stage));
        } catch (ExecutionException failed) {
            return ((SocketException) failed.getCause()).reason();
        }
    }

    private static <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
