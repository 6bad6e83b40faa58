// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.spi.socket.Endpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost:8080",
                "192.0.2.1:0",
                "[::1]:53",
                "[fe80::1%eth0]:65535",
                "udp:localhost:53",
                "udp:[2001:db8::1]:53",
                "unix:/run/app.sock",
                "unix:/run/a file:with [everything]"
            })
    void what_people_write_is_read_and_written_alike(String text) {
        assertThat(Endpoint.parse(text)).hasToString(text);
    }

    @Test
    void each_kind_has_its_own_type() {
        assertThat(Endpoint.parse("tcp:LocalHost:80")).isEqualTo(new Endpoint.Tcp("localhost", 80));
        assertThat(Endpoint.parse("udp:[::1]:53")).isEqualTo(new Endpoint.Udp("::1", 53));
        assertThat(Endpoint.parse("unix:/a")).isEqualTo(new Endpoint.Unix("/a"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "8080",
                ":8080",
                "host",
                "host:",
                "host:-1",
                "host:65536",
                "host:99999",
                "host:8 0",
                "::1:80",
                "[]:80",
                "[::1]",
                "[host]:80",
                "[:]:80",
                "tcp:80",
                "udp:80",
                "http://host:80",
                "-host:80",
                ".:80",
                "ho st:80",
                "host\n:80",
                "unix:",
                "unix:app.sock",
                "unix:/",
                "unix:/run/",
                "unix:/a\u0000b",
                "unix:/a\nb"
            })
    void anything_else_is_refused_with_a_sentence(String text) {
        assertThatThrownBy(() -> Endpoint.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .endsWith(".")
                .hasSizeGreaterThan(40);
    }

    @Test
    void what_is_too_long_is_refused() {
        assertThatThrownBy(() -> Endpoint.parse("a".repeat(1_000_000) + ":1"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Endpoint.Tcp("a".repeat(254), 1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(new Endpoint.Unix("/" + "a".repeat(106)).path()).hasSize(107);
        assertThatThrownBy(() -> new Endpoint.Unix("/" + "a".repeat(107))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Endpoint.Unix("/" + "\u00e4".repeat(54)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
