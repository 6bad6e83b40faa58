// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.transport.tcp;

import io.pipes.base.Bytes;
import io.pipes.runtime.netty.Literals;
import java.net.Inet6Address;
import java.net.InetAddress;

/** Whom limits hold against: an IPv4 address, or an IPv6 /64, because whoever has one address of it has them all. */
record Source(Bytes prefix) {
    private static final int IPV6_PREFIX_BYTES = 8;

    static Source of(InetAddress address) {
        InetAddress plain = Literals.unmapped(address);
        Bytes bytes = Bytes.wrap(plain.getAddress());
        return new Source(plain instanceof Inet6Address ? bytes.slice(0, IPV6_PREFIX_BYTES) : bytes);
    }
}
