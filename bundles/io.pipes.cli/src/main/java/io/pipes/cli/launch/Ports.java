// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.launch;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Which ports of this machine are free just now. */
public final class Ports {
    private static final int TRIES = 200;

    private Ports() {}

    public static boolean isFree(String host, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host, port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    /** The first free port from {@code port} on, except one; {@code port} itself when there is none. */
    static int nextFree(String host, int port, int except) {
        for (int candidate = port; candidate < port + TRIES && candidate <= 65_535; candidate++) {
            if (candidate != except && isFree(host, candidate)) {
                return candidate;
            }
        }
        return port;
    }

    /** Some free port of the loopback interface. */
    public static int anyOnLoopback() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
