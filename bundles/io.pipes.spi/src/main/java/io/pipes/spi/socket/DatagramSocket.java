// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.socket;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Sends and receives datagrams of UDP at one port.
 *
 * <p><b>Threads.</b> Every method is called on the socket's loop, and every event arrives on it.
 *
 * <p>Datagrams may be lost, doubled and out of order, as UDP says, and nobody is told. There is no back-pressure: what does not fit is
 * dropped here, too.
 */
@ConsumerType
public interface DatagramSocket {
    /** The largest datagram, in bytes. */
    int MAX_BYTES = 65_507;

    /** With the real port. */
    Endpoint.Udp local();

    /** Begins delivering events to {@code handler}; nothing is read before. Called once. */
    void start(DatagramHandler handler);

    /**
     * Sends the bytes from position to limit as one datagram. They are copied before this returns.
     *
     * @param to with a literal address; {@link Sockets#addresses} finds those of a name
     * @param bytes 0 to {@link #MAX_BYTES}
     */
    void send(Endpoint.Udp to, ByteBuffer bytes);

    /** Releases the port. Closing twice does nothing. */
    void close();
}
