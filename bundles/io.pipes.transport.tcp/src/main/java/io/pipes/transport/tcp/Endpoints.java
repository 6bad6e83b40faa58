// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.transport.tcp;

import io.pipes.runtime.netty.Literals;
import io.pipes.spi.transport.Address;
import java.net.InetSocketAddress;

/** Translates addresses of sockets to addresses as everybody writes them. */
final class Endpoints {
    static final String SCHEME = "tcp";

    private Endpoints() {}

    static Address address(InetSocketAddress socket) {
        return new Address(SCHEME, Literals.write(socket.getAddress()), socket.getPort());
    }
}
