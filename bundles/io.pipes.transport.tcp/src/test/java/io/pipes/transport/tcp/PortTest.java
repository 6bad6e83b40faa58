// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.transport.tcp;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.pipes.runtime.Polling;
import io.pipes.spi.transport.Listener;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
class PortTest {
    @ParameterizedTest
    @EnumSource
    void a_listener_that_says_it_is_closed_has_released_its_port(Polling polling) throws Exception {
        try (TcpSide side = new TcpSide(polling)) {
            for (int i = 0; i < 500; i++) {
                Listener listener = side.listen("tcp://127.0.0.1:0");
                int port = listener.address().port();

                TcpSide.await(listener.close());

                assertThatCode(() -> new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1")).close())
                        .doesNotThrowAnyException();
            }
        }
    }
}
