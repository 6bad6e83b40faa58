// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.transport.tcp;

import static io.pipes.transport.tcp.TcpSide.endsFor;
import static io.pipes.transport.tcp.TcpSide.stranger;
import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.spi.transport.Connection;
import io.pipes.spi.transport.Listener;
import io.pipes.spi.transport.TransportException;
import io.pipes.spi.transport.TransportException.Reason;
import io.pipes.transport.tcp.TcpLimits.Both;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What strangers may use up, with real sockets from several addresses of this machine. */
@Timeout(120)
class LimitsTest {
    private static final Both PLENTY = new Both(1_000_000, 1_000_000);

    @Test
    void a_source_with_too_many_half_open_connections_is_refused_and_others_are_not() throws Exception {
        try (TcpSide side = new TcpSide(new TcpLimits(100, new Both(100, 2), PLENTY, PLENTY))) {
            Listener listener = side.listen("tcp://127.0.0.1:0");
            Socket first = stranger(listener, "127.0.0.1");
            Socket second = stranger(listener, "127.0.0.1");
            side.nextAccepted();
            side.nextAccepted();

            assertThat(endsFor(stranger(listener, "127.0.0.1"))).isTrue();

            Socket other = stranger(listener, "127.0.0.2");
            assertThat(side.nextAccepted().connection().remote().host()).isEqualTo("127.0.0.2");
            for (Socket open : new Socket[] {first, second, other}) {
                open.close();
            }
        }
    }

    @Test
    void who_has_proven_himself_makes_room_for_the_next() throws Exception {
        try (TcpSide side = new TcpSide(new TcpLimits(100, new Both(100, 1), PLENTY, PLENTY))) {
            Listener listener = side.listen("tcp://127.0.0.1:0");
            try (Socket first = stranger(listener, "127.0.0.1")) {
                Connection friend = side.nextAccepted().connection();
                assertThat(endsFor(stranger(listener, "127.0.0.1"))).isTrue();

                side.onLoop(friend::authenticated);

                try (Socket second = stranger(listener, "127.0.0.1")) {
                    assertThat(side.nextAccepted().connection().remote().port()).isEqualTo(second.getLocalPort());
                }
                assertThat(first.isConnected()).isTrue();
            }
        }
    }

    @Test
    void who_has_left_makes_room_for_the_next() throws Exception {
        try (TcpSide side = new TcpSide(new TcpLimits(100, new Both(1, 1), PLENTY, PLENTY))) {
            Listener listener = side.listen("tcp://127.0.0.1:0");
            Socket first = stranger(listener, "127.0.0.1");
            TcpSide.Seen gone = side.nextAccepted();
            first.close();
            TcpSide.await(gone.closed());

            try (Socket second = stranger(listener, "127.0.0.1")) {
                assertThat(side.nextAccepted().connection().remote().port()).isEqualTo(second.getLocalPort());
            }
        }
    }

    @Test
    void a_source_that_comes_too_often_is_refused_however_quickly_it_leaves() throws Exception {
        try (TcpSide side = new TcpSide(new TcpLimits(100, PLENTY, new Both(1_000, 1), new Both(1_000, 5)))) {
            Listener listener = side.listen("tcp://127.0.0.1:0");
            for (int i = 0; i < 5; i++) {
                stranger(listener, "127.0.0.3").close();
                side.nextAccepted();
            }

            assertThat(endsFor(stranger(listener, "127.0.0.3"))).isTrue();

            try (Socket other = stranger(listener, "127.0.0.4")) {
                assertThat(side.nextAccepted().connection().remote().port()).isEqualTo(other.getLocalPort());
            }
        }
    }

    @Test
    void calls_beyond_the_limit_of_connections_fail_with_the_reason() throws Exception {
        try (TcpSide side = new TcpSide(new TcpLimits(2, PLENTY, PLENTY, PLENTY))) {
            Listener listener = side.listen("tcp://127.0.0.1:0");
            // One connection has two ends here, so two are all there may be.
            Connection first = side.connect(listener.address().toString());
            side.nextAccepted();

            TransportException refused = side.connectFails(listener.address(), TcpSide.TIMEOUT);

            assertThat(refused.reason()).isEqualTo(Reason.LIMIT);
            assertThat(refused).hasMessageContaining("2 connections");
            CompletableFuture<TransportException> closed = new CompletableFuture<>();
            side.onLoop(() -> {
                first.start(new TcpSide.Seen(first, closed));
                first.abort();
            });
            TcpSide.await(closed);
        }
    }

    @Test
    void thousands_who_come_and_go_in_every_way_leave_nothing_behind() throws Exception {
        try (TcpSide side = new TcpSide(new TcpLimits(5_000, PLENTY, PLENTY, PLENTY))) {
            Listener listener = side.listen("tcp://127.0.0.1:0");
            byte[] noise = new byte[1_000];
            for (int i = 0; i < 3_000; i++) {
                Socket caller = stranger(listener, "127.0.0." + (1 + i % 50));
                caller.setSoLinger(i % 2 == 0, 0);
                if (i % 3 == 0) {
                    caller.getOutputStream().write(noise);
                }
                caller.close();
            }
            try (Socket last = stranger(listener, "127.0.0.1")) {
                TcpSide.Seen friend = side.nextAccepted();
                while (friend.connection().remote().port() != last.getLocalPort()) {
                    friend = side.nextAccepted();
                }
                last.shutdownOutput();
                TcpSide.await(friend.closed());
            }
            while (!side.accepted.isEmpty()) {
                TcpSide.await(side.nextAccepted().closed());
            }
            side.onLoop(() -> {});

            assertThat(side.transport.halfOpen()).isZero();
            assertThat(side.transport.connections()).isZero();
        }
    }
}
