// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.launch;

import io.pipes.client.ClientException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/** Which ports of this machine are free just now. */
public final class Ports {
    private static final int TRIES = 200;
    private static final int LOWEST = 20_000;
    private static final int SPAN = 10_000;

    /** Where the last search ended; programs that run at the same time begin at different places. */
    private static final AtomicInteger LAST =
            new AtomicInteger((int) (ProcessHandle.current().pid() * 37 % SPAN));

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

    /** The first free port from {@code port} on that nobody else claims, except one; {@code port} itself when there is none. */
    static int nextFree(String host, int port, int except, PortClaims claims) {
        for (int candidate = port; candidate < port + TRIES && candidate <= 65_535; candidate++) {
            if (candidate != except && isFree(host, candidate) && claims.claim(candidate)) {
                return candidate;
            }
        }
        return port;
    }

    /** A free port of the loopback interface, another one at each call, below those that systems give to outgoing connections. */
    public static int anyOnLoopback() {
        for (int tries = 0; tries < SPAN; tries++) {
            int candidate = LOWEST + Math.floorMod(LAST.incrementAndGet(), SPAN);
            if (isFree("127.0.0.1", candidate)) {
                return candidate;
            }
        }
        throw new ClientException("address_in_use", "There is no free port on 127.0.0.1.", true);
    }
}
