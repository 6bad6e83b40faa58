// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.socket;

import io.pipes.runtime.netty.Literals;
import io.pipes.spi.socket.Endpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who was written to and heard from lately, as everybody writes it and as sockets have it, so that not each datagram costs a translation.
 * Anybody may send from any number of addresses, so only so many are remembered.
 */
final class Correspondents {
    private static final int MOST = 1_024;

    private final Map<Endpoint.Udp, InetSocketAddress> addresses = new Latest<>();
    private final Map<InetSocketAddress, Endpoint.Udp> endpoints = new Latest<>();

    /** @throws IllegalArgumentException if the host is a name */
    InetSocketAddress address(Endpoint.Udp endpoint) {
        InetSocketAddress known = addresses.get(endpoint);
        if (known == null) {
            known = new InetSocketAddress(literal(endpoint), endpoint.port());
            addresses.put(endpoint, known);
        }
        return known;
    }

    Endpoint.Udp endpoint(InetSocketAddress address) {
        Endpoint.Udp known = endpoints.get(address);
        if (known == null) {
            known = new Endpoint.Udp(Literals.write(address.getAddress()), address.getPort());
            endpoints.put(address, known);
        }
        return known;
    }

    private static InetAddress literal(Endpoint.Udp endpoint) {
        try {
            return Literals.read(endpoint.host())
                    .orElseThrow(() -> new IllegalArgumentException("A datagram goes to a literal address"));
        } catch (UnknownHostException noAddress) {
            throw new IllegalArgumentException("A datagram goes to a literal address", noAddress);
        }
    }

    private static final class Latest<K, V> extends LinkedHashMap<K, V> {
        private static final long serialVersionUID = 1;

        Latest() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > MOST;
        }
    }
}
