// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DoorkeeperTest {
    private final Doorkeeper doorkeeper = new Doorkeeper(() -> "10.1.2.3:7170", Origins.of("http://127.0.0.1:8080"));

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:7170", "localhost", "LOCALHOST:1", "[::1]:7170", "[::1]", "10.1.2.3:7170"})
    void requests_to_this_machine_come_in(String host) {
        assertThat(doorkeeper.knowsHost(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "pipes.invalid",
                "127.0.0.1.pipes.invalid",
                "localhost.pipes.invalid:7170",
                "10.1.2.3",
                "10.1.2.3:80",
                "[::1].pipes.invalid",
                "0x7f000001",
                "127.1",
                "2130706433",
                "::1",
                "localhost:7170@pipes.invalid",
                "localhost:pipes.invalid",
                "127.0.0.1:",
                "127.0.0.1:7170:1",
                "[::1]:7170/"
            })
    void a_name_that_was_pointed_here_does_not(String host) {
        assertThat(doorkeeper.knowsHost(host)).isFalse();
    }

    @Test
    void a_request_without_a_host_does_not_come_in() {
        assertThat(doorkeeper.knowsHost(null)).isFalse();
    }

    @Test
    void programs_without_an_origin_and_pages_from_here_are_trusted() {
        assertThat(doorkeeper.trustsOrigin(null, "127.0.0.1:7170")).isTrue();
        assertThat(doorkeeper.trustsOrigin("http://127.0.0.1:7170", "127.0.0.1:7170"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "",
                "https://127.0.0.1:7170",
                "http://127.0.0.1:7171",
                "http://127.0.0.1:80801",
                "https://127.0.0.1:8080",
                "http://127.0.0.1:8080/",
                "http://127.0.0.1:8080, http://pipes.invalid",
                "http://127.0.0.1",
                "http://pipes.invalid",
                "http://127.0.0.1:7170.pipes.invalid",
                "file://"
            })
    void pages_from_elsewhere_are_not(String origin) {
        assertThat(doorkeeper.trustsOrigin(origin, "127.0.0.1:7170")).isFalse();
    }

    @Test
    void pages_from_where_the_owner_has_allowed_it_are_trusted() {
        assertThat(doorkeeper.trustsOrigin("http://127.0.0.1:8080", "127.0.0.1:7170"))
                .isTrue();
    }
}
