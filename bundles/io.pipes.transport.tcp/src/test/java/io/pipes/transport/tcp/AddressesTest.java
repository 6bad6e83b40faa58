// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.spi.loop.Loop;
import io.pipes.spi.transport.Address;
import io.pipes.spi.transport.Connection;
import io.pipes.spi.transport.Listener;
import io.pipes.spi.transport.TransportException;
import io.pipes.spi.transport.TransportException.Reason;
import io.pipes.testkit.time.SimulatedLoop;
import io.pipes.testkit.time.VirtualTime;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses as people and peers write them, and what each failure means. */
@Timeout(120)
class AddressesTest {
    private final TcpSide side = new TcpSide(TcpLimits.DEFAULT);

    @AfterEach
    void stop() {
        side.close();
    }

    @ParameterizedTest
    @CsvSource({
        "tcp://0.0.0.0:0, 127.0.0.1",
        "tcp://0.0.0.0:0, ::1",
        "tcp://[::]:0, 127.0.0.1",
        "tcp://[::]:0, ::1",
        "tcp://[::1]:0, ::1",
        "tcp://127.0.0.1:0, localhost"
    })
    void a_listener_takes_callers_of_both_families(String listen, String host) throws Exception {
        Listener listener = side.listen(listen);

        Connection caller =
                side.connect(new Address("tcp", host, listener.address().port()).toString());

        Connection callee = side.nextAccepted().connection();
        assertThat(callee.remote()).isEqualTo(caller.local());
        assertThat(caller.remote().host()).isEqualTo(host.equals("localhost") ? "127.0.0.1" : host);
        side.onLoop(caller::abort);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no-such-host.invalid",
                "256.256.256.256",
                "1.2.3.4.5",
                "::1::2",
                ":::",
                "fe80::1%no-such-interface",
                "%",
                "-",
                "..",
                "a..b",
                "host_name_with_underscores.invalid"
            })
    void a_host_that_is_none_leads_to_a_reason_and_never_to_a_crash(String host) throws Exception {
        TransportException reason = side.connectFails(new Address("tcp", host, 7171), Duration.ofSeconds(20));

        assertThat(reason.reason()).isIn(Reason.UNREACHABLE, Reason.TIMED_OUT);
        assertThat(side.transport.connections()).isZero();
    }

    @Test
    void a_host_of_the_greatest_length_leads_to_a_reason() throws Exception {
        Address longest = new Address("tcp", "a.".repeat(126) + "a", 65_535);

        assertThat(side.connectFails(longest, Duration.ofSeconds(20)).reason())
                .isIn(Reason.UNREACHABLE, Reason.TIMED_OUT);
    }

    @Test
    void a_port_that_does_not_answer_times_out_when_the_caller_said() throws Exception {
        try (SilentPort silent = new SilentPort()) {
            TransportException reason = side.connectFails(silent.address(), Duration.ofMillis(300));

            assertThat(reason.reason()).isEqualTo(Reason.TIMED_OUT);
            assertThat(reason).hasMessageContaining("did not answer in time");
            assertThat(side.transport.connections()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void no_time_at_all_is_over_at_once(long seconds) throws Exception {
        try (SilentPort silent = new SilentPort()) {
            assertThat(side.connectFails(silent.address(), Duration.ofSeconds(seconds))
                            .reason())
                    .isEqualTo(Reason.TIMED_OUT);
        }
    }

    @Test
    void endless_patience_is_fine_when_somebody_answers() throws Exception {
        Listener listener = side.listen("tcp://127.0.0.1:0");

        Connection connection = TcpSide.await(
                side.transport.connect(listener.address(), side.loop, Duration.ofSeconds(Long.MAX_VALUE)));

        side.onLoop(connection::abort);
    }

    @Test
    void nobody_can_be_called_at_port_0_or_by_another_scheme() throws Exception {
        assertThat(side.connectFails(Address.parse("tcp://127.0.0.1:0"), TcpSide.TIMEOUT)
                        .reason())
                .isEqualTo(Reason.UNSUPPORTED);
        assertThat(side.connectFails(Address.parse("quic://127.0.0.1:1"), TcpSide.TIMEOUT)
                        .reason())
                .isEqualTo(Reason.UNSUPPORTED);
    }

    @Test
    void a_port_that_another_program_has_is_in_use_and_the_sentence_names_it() throws Exception {
        try (ServerSocket other = new ServerSocket(0)) {
            Address taken = new Address("tcp", "0.0.0.0", other.getLocalPort());

            TransportException reason = listenFails(taken);

            assertThat(reason.reason()).isEqualTo(Reason.IN_USE);
            assertThat(reason)
                    .hasMessageContaining(String.valueOf(other.getLocalPort()))
                    .hasMessageContaining("choose");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "2001:db8::1", "no-such-host.invalid"})
    void an_address_that_is_not_of_this_machine_cannot_be_listened_at(String host) throws Exception {
        TransportException reason = listenFails(new Address("tcp", host, 0));

        assertThat(reason.reason()).isEqualTo(Reason.UNREACHABLE);
        assertThat(reason).hasMessageContaining("0.0.0.0");
    }

    /**
     * Linux gives callers one port after the other, so within half of the range a caller of a free port calls from it, and is connected
     * with himself: with plain sockets it took 1,300 to 15,200 calls.
     */
    @Test
    void a_caller_is_not_connected_with_himself() throws Exception {
        Listener listener = side.listen("tcp://127.0.0.1:0");
        Connection connection = side.connect(listener.address().toString());
        Address self = connection.local();
        side.onLoop(connection::abort);

        for (int i = 0; i < 18_000; i++) {
            assertThat(side.connectFails(self, TcpSide.TIMEOUT).reason()).isEqualTo(Reason.REFUSED);
        }
    }

    @Test
    void a_loop_that_is_not_the_runtimes_is_the_callers_mistake() {
        Loop foreign = new SimulatedLoop(new VirtualTime(1), "foreign");

        assertThatThrownBy(() -> side.transport.connect(Address.parse("tcp://127.0.0.1:1"), foreign, TcpSide.TIMEOUT))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private TransportException listenFails(Address address) throws Exception {
        CompletionStage<Listener> stage = side.transport.listen(address, side.loop, Connection::abort);
        return TcpSide.fails(stage);
    }
}
