// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pipes.cli.home.RunInfo;
import io.pipes.client.ClientException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StartPlanTest {
    private final PortClaims claims = new PortClaims();

    @AfterEach
    void close() {
        claims.close();
    }

    @Test
    void an_explicit_port_that_is_taken_fails_with_the_way_out() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + taken.getLocalPort();

            ClientException console = failure(new StartOptions(address, null, null, null));
            ClientException listen = failure(new StartOptions(null, "tcp://" + address, null, null));

            assertThat(console.code()).isEqualTo("address_in_use");
            assertThat(console).hasMessageContaining("--console");
            assertThat(listen.code()).isEqualTo("address_in_use");
            assertThat(listen).hasMessageContaining("--listen");
        }
    }

    @Test
    void a_port_of_the_last_time_that_is_taken_moves_to_the_next_free_one_and_says_so() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            RunInfo last = new RunInfo(
                    1, "127.0.0.1:" + port, "tcp://127.0.0.1:" + Ports.anyOnLoopback(), "off", "manual", "");

            StartPlan plan = StartPlan.of(new StartOptions(null, null, null, null), Optional.of(last), claims);

            assertThat(plan.console()).isNotEqualTo(last.console());
            assertThat(plan.listen()).isEqualTo(last.listen());
            assertThat(plan.discovery()).isEqualTo("off");
            assertThat(plan.peering()).isEqualTo("manual");
            assertThat(plan.moved()).hasSize(1).allMatch(sentence -> sentence.contains(Integer.toString(port)));
        }
    }

    @Test
    void two_starts_at_the_same_time_choose_different_ports() {
        try (PortClaims others = new PortClaims()) {
            StartOptions nothingSaid = new StartOptions(null, null, null, null);
            StartPlan one = StartPlan.of(nothingSaid, Optional.empty(), claims);
            StartPlan other = StartPlan.of(nothingSaid, Optional.empty(), others);

            assertThat(one.console()).isNotEqualTo(other.console());
            assertThat(one.listen()).isNotEqualTo(other.listen());
        }
    }

    @Test
    void one_port_for_both_is_a_usage_error() {
        int port = Ports.anyOnLoopback();

        ClientException both = failure(new StartOptions("127.0.0.1:" + port, "tcp://0.0.0.0:" + port, null, null));

        assertThat(both.code()).isEqualTo("usage");
        assertThat(both).hasMessageContaining(Integer.toString(port));
    }

    @Test
    void nonsense_is_a_usage_error() {
        assertThat(failure(new StartOptions("here", null, null, null)).code()).isEqualTo("usage");
        assertThat(failure(new StartOptions(null, "udp://0.0.0.0:1", null, null))
                        .code())
                .isEqualTo("usage");
        assertThat(failure(new StartOptions(null, "tcp://0.0.0.0:99999", null, null))
                        .code())
                .isEqualTo("usage");
        assertThat(failure(new StartOptions(null, null, "perhaps", null)).code())
                .isEqualTo("usage");
    }

    private ClientException failure(StartOptions options) {
        return catchThrowableOfType(ClientException.class, () -> StartPlan.of(options, Optional.empty(), claims));
    }
}
