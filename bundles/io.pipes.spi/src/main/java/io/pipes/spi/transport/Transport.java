// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.transport;

import io.pipes.spi.loop.Loop;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A way to reach addresses of one scheme.
 *
 * <p><b>Threads.</b> Both methods may be called from any thread and return without blocking; stages complete on the given loop.
 *
 * <p><b>Failure.</b> Trouble in the world is never thrown: the stage fails with a {@link TransportException} whose reason says
 * what to do next. Only a caller's mistake is thrown.
 *
 * <p>When a transport's bundle stops, its connections end with {@code CLOSED} after what was written has left, and its
 * listeners release their ports.
 */
@ConsumerType
public interface Transport {
    /** The scheme of the addresses this transport reaches. */
    String scheme();

    /**
     * Opens a connection. It belongs to the caller, who must {@link Connection#start} or {@link Connection#abort} it.
     *
     * @param timeout after which the stage fails with {@code TIMED_OUT}
     */
    CompletionStage<Connection> connect(Address address, Loop loop, Duration timeout);

    /**
     * Accepts connections at an address until the listener is closed.
     *
     * @param acceptor called on {@code loop} with each connection that is within the transport's limits
     * @return the listener, whose {@link Listener#address} tells the port really used; fails with {@code IN_USE} when the port
     *     is taken
     */
    CompletionStage<Listener> listen(Address address, Loop loop, Acceptor acceptor);

    /** Takes over accepted connections. */
    @FunctionalInterface
    @ConsumerType
    interface Acceptor {
        /** Owns the connection from now on; must start or abort it before returning. */
        void accepted(Connection connection);
    }
}
