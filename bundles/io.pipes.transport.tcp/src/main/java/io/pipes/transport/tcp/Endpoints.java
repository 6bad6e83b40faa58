// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.transport.tcp;

import io.netty.util.NetUtil;
import io.pipes.spi.transport.Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** Translates between addresses as everybody writes them and as sockets have them. */
final class Endpoints {
    static final String SCHEME = "tcp";

    private static final int IPV6_BYTES = 16;

    private Endpoints() {}

    static Address address(InetSocketAddress socket) {
        return new Address(SCHEME, host(unmapped(socket.getAddress())), socket.getPort());
    }

    /** The address if the host is written as one; empty if it is a name that somebody has to look up. */
    static Optional<InetAddress> literal(String host) throws UnknownHostException {
        if (host.indexOf(':') >= 0) {
            // With a colon in it Java reads it as a literal or fails, but never asks anybody.
            return Optional.of(InetAddress.getByName(host));
        }
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(host);
        return bytes == null ? Optional.empty() : Optional.of(InetAddress.getByAddress(bytes));
    }

    /** An IPv4 address that a socket for both families shows as IPv6, as IPv4; any other as it is. */
    static InetAddress unmapped(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length != IPV6_BYTES || ((Inet6Address) address).getScopeId() != 0) {
            return address;
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("Sixteen bytes are an address", impossible);
        }
    }

    private static String host(InetAddress address) {
        boolean scoped = address instanceof Inet6Address six && six.getScopeId() != 0;
        return scoped ? address.getHostAddress() : NetUtil.toAddressString(address);
    }
}
