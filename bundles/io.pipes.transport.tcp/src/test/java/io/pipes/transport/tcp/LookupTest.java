// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.spi.transport.Address;
import io.pipes.spi.transport.Connection;
import io.pipes.spi.transport.Listener;
import io.pipes.spi.transport.TransportException;
import io.pipes.spi.transport.TransportException.Reason;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Hosts with several addresses, and name services that take their time. */
@Timeout(120)
class LookupTest {
    @Test
    void an_address_that_refuses_gives_way_to_the_next() throws Exception {
        try (TcpSide side = new TcpSide(host -> addresses("127.0.0.3", "127.0.0.2"))) {
            Listener listener = side.listen("tcp://127.0.0.2:0");

            Connection connection =
                    side.connect("tcp://two.example:" + listener.address().port());

            assertThat(connection.remote()).isEqualTo(listener.address());
            side.onLoop(connection::abort);
        }
    }

    @Test
    void an_address_that_is_silent_leaves_time_for_the_next() throws Exception {
        try (TcpSide side = new TcpSide(host -> addresses("127.0.0.1", "127.0.0.2"));
                SilentPort silent = new SilentPort()) {
            Listener listener =
                    side.listen("tcp://127.0.0.2:" + silent.address().port());
            Address host = new Address("tcp", "two.example", silent.address().port());

            Connection connection = TcpSide.await(side.transport.connect(host, side.loop, Duration.ofSeconds(4)));

            assertThat(connection.remote()).isEqualTo(listener.address());
            side.onLoop(connection::abort);
        }
    }

    @Test
    void when_every_address_fails_the_last_reason_counts_and_nothing_stays_open() throws Exception {
        try (TcpSide side = new TcpSide(host -> addresses("127.0.0.2", "127.0.0.3", "127.0.0.4"))) {
            TransportException reason = side.connectFails(new Address("tcp", "three.example", 1), TcpSide.TIMEOUT);

            assertThat(reason.reason()).isEqualTo(Reason.REFUSED);
            assertThat(reason).hasMessageContaining("three.example");
            assertThat(side.transport.connections()).isZero();
        }
    }

    @Test
    void a_name_service_that_hangs_holds_up_neither_the_loop_nor_the_caller() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        try (TcpSide side = new TcpSide(host -> late(answer))) {
            CompletionStage<Connection> call =
                    side.transport.connect(new Address("tcp", "slow.example", 1), side.loop, Duration.ofMillis(200));
            side.onLoop(() -> {});

            assertThat(TcpSide.fails(call).reason()).isEqualTo(Reason.TIMED_OUT);

            answer.countDown();
            TcpSide.await(CompletableFuture.runAsync(() -> {}, side.loops.blocking()));
            side.onLoop(() -> {});
            assertThat(side.transport.connections()).isZero();
        }
    }

    private static InetAddress[] late(CountDownLatch answer) throws UnknownHostException {
        try {
            assertThat(answer.await(TcpSide.HANG_SECONDS, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
        return addresses("127.0.0.1");
    }

    private static InetAddress[] addresses(String... literals) throws UnknownHostException {
        InetAddress[] found = new InetAddress[literals.length];
        for (int i = 0; i < literals.length; i++) {
            found[i] = InetAddress.getByName(literals[i]);
        }
        return found;
    }
}
