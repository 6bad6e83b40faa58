// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** TCP ports of this machine. */
final class Ports {
    /** Below what systems give to outgoing connections, and what {@code pipes start} takes by itself: both would be there first at times. */
    private static final int FIRST = 10_000;

    /** Each process of tests takes its own. */
    private static final int EACH = 4_000;

    private static final AtomicInteger NEXT = new AtomicInteger();

    private Ports() {}

    /** A loopback port that was free a moment ago, and that no test of this run gets again. */
    static int free() {
        for (int taken = NEXT.getAndIncrement(); taken < EACH; taken = NEXT.getAndIncrement()) {
            int port = FIRST + (Workspace.fork() - 1) * EACH + taken;
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException inUse) {
                // the next one, then
            }
        }
        throw new IllegalStateException("no free port");
    }

    /** The addresses of this machine that other machines may reach. */
    static List<String> addressesForOthers() throws SocketException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .map(InetAddress::getHostAddress)
                .toList();
    }

    static boolean accepts(String host, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), 1_000);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }
}
