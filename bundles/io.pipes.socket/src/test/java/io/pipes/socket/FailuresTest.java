// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelException;
import io.pipes.spi.socket.Endpoint;
import io.pipes.spi.socket.SocketException;
import io.pipes.spi.socket.SocketException.Reason;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.nio.file.AccessDeniedException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What cannot be brought about on every machine: the tests' user may do anything, and its network answers. */
class FailuresTest {
    private static final Endpoint AT = new Endpoint.Tcp("192.0.2.1", 80);

    @Test
    void a_call_that_fails_has_a_reason_and_a_sentence() {
        Map<Throwable, Reason> expected = Map.of(
                new ConnectException("Connection refused"), Reason.REFUSED,
                new ConnectException("connect(..) failed with error(-11): Resource temporarily unavailable"),
                        Reason.TIMED_OUT,
                new ConnectException("Connection timed out"), Reason.TIMED_OUT,
                new FileNotFoundException(), Reason.REFUSED,
                new NoRouteToHostException("No route to host"), Reason.UNREACHABLE,
                new IOException("Network is unreachable"), Reason.UNREACHABLE,
                new IOException("connect(..) failed: Permission denied"), Reason.NOT_ALLOWED,
                new ChannelException(new IOException("newSocketStream(..) failed: Too many open files")), Reason.LIMIT);

        expected.forEach((cause, reason) -> assertSays(Failures.connecting(AT, cause), reason));
    }

    @Test
    void a_bind_that_fails_has_a_reason_and_a_sentence() {
        Map<Throwable, Reason> expected = Map.of(
                new BindException("Address already in use"), Reason.IN_USE,
                new BindException("Permission denied"), Reason.NOT_ALLOWED,
                new AccessDeniedException("/run/app.sock"), Reason.NOT_ALLOWED,
                new BindException("Cannot assign requested address"), Reason.UNREACHABLE,
                new ChannelException(new IOException("Too many open files")), Reason.LIMIT);

        expected.forEach((cause, reason) -> assertSays(Failures.binding(AT, cause), reason));
    }

    @Test
    void an_open_socket_that_breaks_has_a_reason_and_a_sentence() {
        for (String text : List.of("Connection reset by peer", "Broken pipe", "Connection reset")) {
            assertSays(Failures.broken(new IOException(text)), Reason.RESET);
        }
        assertSays(Failures.broken(new SocketTimeoutException("Connection timed out")), Reason.TIMED_OUT);
        assertSays(Failures.broken(new IOException("No route to host")), Reason.UNREACHABLE);
    }

    private static void assertSays(SocketException failure, Reason reason) {
        assertThat(failure.reason()).as(failure.getMessage()).isEqualTo(reason);
        assertThat(failure).message().endsWith(".").hasSizeGreaterThan(20);
    }
}
