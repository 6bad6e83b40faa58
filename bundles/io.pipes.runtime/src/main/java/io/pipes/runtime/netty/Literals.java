// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.runtime.netty;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** Hosts that are written as addresses, in the one way in which everybody writes them. */
public final class Literals {
    private static final int IPV6_BYTES = 16;

    private Literals() {}

    /**
     * The address if the host is written as one; empty if it is a name that somebody has to look up.
     *
     * @throws UnknownHostException if it has a colon in it, which names have not, and yet is no address
     */
    public static Optional<InetAddress> read(String host) throws UnknownHostException {
        if (host.indexOf(':') >= 0) {
            // With a colon in it Java reads it as a literal or fails, but never asks anybody.
            return Optional.of(InetAddress.getByName(host));
        }
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(host);
        return bytes == null ? Optional.empty() : Optional.of(InetAddress.getByAddress(bytes));
    }

    /** Writes what {@link #read} reads; an IPv4 address that is shown as IPv6 becomes IPv4. */
    public static String write(InetAddress address) {
        InetAddress plain = unmapped(address);
        boolean scoped = plain instanceof Inet6Address six && six.getScopeId() != 0;
        return scoped ? plain.getHostAddress() : NetUtil.toAddressString(plain);
    }

    /** An IPv4 address that a socket for both families shows as IPv6, as IPv4; any other as it is. */
    public static InetAddress unmapped(InetAddress address) {
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
}
