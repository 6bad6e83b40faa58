// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.transport.tcp;

import static io.pipes.transport.tcp.TcpSide.stranger;
import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.spi.transport.Address;
import io.pipes.spi.transport.Connection;
import io.pipes.spi.transport.Listener;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a paused connection holds back, seen from a stranger's plain socket. */
@Timeout(120)
class PauseTest {
    private static final byte[] WORDS = new byte[300_000];

    private final TcpSide side = new TcpSide(TcpLimits.DEFAULT);
    private final Collector collector = new Collector();
    private final CompletableFuture<Connection> met = new CompletableFuture<>();

    static {
        for (int i = 0; i < WORDS.length; i++) {
            WORDS[i] = (byte) (i * 31 + i / 251);
        }
    }

    @AfterEach
    void stop() {
        side.close();
    }

    @Test
    void a_connection_paused_before_its_start_delivers_nothing_until_it_is_resumed() throws Exception {
        try (Socket stranger = stranger(listenPaused(), "127.0.0.1")) {
            stranger.getOutputStream().write(WORDS, 0, 10_000);
            Connection node = TcpSide.await(met);
            letTimePass();
            side.onLoop(() -> assertThat(collector.soFar).isEmpty());

            side.onLoop(node::resume);

            stranger.shutdownOutput();
            assertThat(TcpSide.await(collector.all)).hasSize(10_000);
        }
    }

    @Test
    void a_connection_paused_later_delivers_no_more_than_what_was_read_already() throws Exception {
        try (Socket stranger = stranger(listenPaused(), "127.0.0.1")) {
            Connection node = TcpSide.await(met);
            side.onLoop(node::resume);
            side.onLoop(node::pause);

            stranger.getOutputStream().write(WORDS, 0, 10_000);
            letTimePass();

            side.onLoop(() -> assertThat(collector.soFar).isEmpty());
        }
    }

    @Test
    void what_arrived_before_the_end_is_read_after_a_pause() throws Exception {
        try (Socket stranger = stranger(listenPaused(), "127.0.0.1")) {
            stranger.getOutputStream().write(WORDS);
        }

        Connection node = TcpSide.await(met);
        side.onLoop(node::resume);

        assertThat(TcpSide.await(collector.all)).isEqualTo(WORDS);
    }

    private Listener listenPaused() throws Exception {
        return TcpSide.await(side.transport.listen(Address.parse("tcp://127.0.0.1:0"), side.loop, connection -> {
            connection.pause();
            connection.start(collector);
            met.complete(connection);
        }));
    }

    /** Time in which something must not happen. */
    private void letTimePass() throws Exception {
        CompletableFuture<Void> passed = new CompletableFuture<>();
        side.loop.schedule(Duration.ofMillis(200), () -> passed.complete(null));
        TcpSide.await(passed);
    }
}
