// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.forward;

import io.pipes.spi.loop.Loop;
import io.pipes.spi.socket.Endpoint;
import io.pipes.spi.socket.Socket;
import io.pipes.spi.socket.SocketException;
import io.pipes.spi.socket.Sockets;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Calls what is published. A name is looked up first, and what it stands for is called as an address: so no name leads to where nobody is
 * to be led, whatever it stood for a moment before.
 */
final class Reach {
    /** Less than streams wait for a decision. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Sockets sockets;
    private final Loop loop;

    Reach(Sockets sockets, Loop loop) {
        this.sockets = sockets;
        this.loop = loop;
    }

    /** @return fails with a {@link SocketException} */
    CompletionStage<Socket> connect(Endpoint target) {
        if (!(target instanceof Endpoint.Tcp tcp)) {
            return sockets.connect(target, loop, PATIENCE);
        }
        return sockets.addresses(tcp.host(), loop).thenCompose(found -> {
            Queue<String> allowed = new ArrayDeque<>(found);
            allowed.removeIf(Reach::isLinkLocal);
            return allowed.isEmpty()
                    ? CompletableFuture.failedFuture(new SocketException(
                            SocketException.Reason.NOT_ALLOWED,
                            "It stands for a link-local address, where clouds keep the secrets of their machines"))
                    : tryNext(allowed, tcp.port(), PATIENCE.dividedBy(allowed.size()));
        });
    }

    private CompletionStage<Socket> tryNext(Queue<String> addresses, int port, Duration each) {
        CompletionStage<Socket> one = sockets.connect(new Endpoint.Tcp(addresses.remove(), port), loop, each);
        return addresses.isEmpty() ? one : one.exceptionallyCompose(failure -> tryNext(addresses, port, each));
    }

    /** Whether clouds answer there, also where it is written as an address of the other family. */
    static boolean isLinkLocal(String literal) {
        try {
            return InetAddress.getByName(literal).isLinkLocalAddress();
        } catch (UnknownHostException noAddress) {
            return false;
        }
    }
}
