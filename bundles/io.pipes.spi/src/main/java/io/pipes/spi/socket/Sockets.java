// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.socket;

import io.pipes.spi.loop.Loop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Makes and accepts ordinary sockets of this machine.
 *
 * <p><b>Threads.</b> All methods may be called from any thread and return without blocking; stages complete on the given loop, and what is
 * made lives on it.
 *
 * <p><b>Failure.</b> Trouble in the world is never thrown: the stage fails with a {@link SocketException} whose reason says what to do next.
 * Only a caller's mistake is thrown.
 *
 * <p><b>Limits.</b> All sockets of a process together are limited in number; what is beyond fails with {@code LIMIT}, and who calls is
 * reset.
 *
 * <p>When the provider's bundle stops, ports are released, what was written is sent for two more seconds, and everything ends with
 * {@code CLOSED}.
 */
@ConsumerType
public interface Sockets {
    /**
     * Opens a socket to a {@link Endpoint.Tcp} or {@link Endpoint.Unix}. The addresses of a name, at most eight, are tried one after the
     * other. The socket belongs to the caller, who must {@link Socket#start} or {@link Socket#reset} it.
     *
     * @param timeout for the lookup and all tries together, after which the stage fails with {@code TIMED_OUT}
     * @return fails with {@code REFUSED}, {@code UNREACHABLE}, {@code TIMED_OUT}, {@code NAME_UNKNOWN}, {@code NOT_ALLOWED}, {@code LIMIT}
     *     or {@code CLOSED}
     */
    CompletionStage<Socket> connect(Endpoint to, Loop loop, Duration timeout);

    /**
     * Accepts sockets at a {@link Endpoint.Tcp} or {@link Endpoint.Unix} until the listener is closed.
     *
     * <p>The file of a Unix socket is made for this user alone (mode 0600) and removed with the listener. One that a process left behind
     * is replaced; one at which somebody listens, and what is no socket, are {@code IN_USE}.
     *
     * @param acceptor called on {@code loop} with each socket
     * @return the listener, whose {@link SocketListener#endpoint} tells the port really used; fails with {@code IN_USE},
     *     {@code NOT_ALLOWED}, {@code UNREACHABLE} for an address that this machine does not have, {@code NAME_UNKNOWN}, {@code LIMIT} or
     *     {@code CLOSED}
     */
    CompletionStage<SocketListener> listen(Endpoint at, Loop loop, Acceptor acceptor);

    /**
     * Opens a socket for datagrams, which belongs to the caller, who must {@link DatagramSocket#start} or {@link DatagramSocket#close} it.
     *
     * @param at port 0 for any free one
     * @return fails as {@link #listen} does
     */
    CompletionStage<DatagramSocket> datagrams(Endpoint.Udp at, Loop loop);

    /**
     * Looks a name up, for those who have to see an address before they call it, or need one for a datagram.
     *
     * @param host a name or a literal address, as in an {@link Endpoint}
     * @return 1 to 8 literal addresses in the order in which they are best tried; fails with {@code NAME_UNKNOWN} or {@code CLOSED}
     */
    CompletionStage<List<String>> addresses(String host, Loop loop);

    /** Takes over accepted sockets. */
    @FunctionalInterface
    @ConsumerType
    interface Acceptor {
        /** Owns the socket from now on; must start or reset it before returning. */
        void accepted(Socket socket);
    }
}
