// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.spi.transport.Address;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Turns "all interfaces" into addresses that others can use: they cannot call 0.0.0.0. */
final class Interfaces {
    private static final int MAX = 8;

    private Interfaces() {}

    /** Those of a host as they are; for a wildcard, the addresses of the machine's interfaces, IPv4 first, this machine's own last. */
    static List<Address> reachable(Address listening) {
        if (!isWildcard(listening.host())) {
            return List.of(listening);
        }
        Set<Address> found = new LinkedHashSet<>();
        for (InetAddress address : addresses()) {
            if (found.size() < MAX - 1) {
                found.add(new Address(listening.scheme(), address.getHostAddress(), listening.port()));
            }
        }
        found.add(new Address(listening.scheme(), "127.0.0.1", listening.port()));
        return List.copyOf(found);
    }

    private static boolean isWildcard(String host) {
        return host.equals("0.0.0.0") || host.equals("::") || host.equals("0:0:0:0:0:0:0:0");
    }

    private static List<InetAddress> addresses() {
        List<InetAddress> version4 = new ArrayList<>();
        List<InetAddress> version6 = new ArrayList<>();
        try {
            for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                if (each.isUp() && !each.isLoopback()) {
                    Collections.list(each.getInetAddresses()).stream()
                            .filter(address -> !address.isLinkLocalAddress())
                            .forEach(address -> (address instanceof Inet4Address ? version4 : version6).add(address));
                }
            }
        } catch (SocketException e) {
            return List.of();
        }
        version4.addAll(version6);
        return version4;
    }
}
