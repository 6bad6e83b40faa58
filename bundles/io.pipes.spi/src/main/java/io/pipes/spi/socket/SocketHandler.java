// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.socket;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Receives what happens on one socket, on the socket's loop. A handler that throws has lost track of its stream, so the socket is reset.
 */
@ConsumerType
public interface SocketHandler {
    /** At least one byte, in the order they were sent. The buffer is only valid during the call. */
    void received(Socket socket, ByteBuffer bytes);

    /** The socket takes bytes again after {@link Socket#writable} was false. */
    void writable(Socket socket);

    /** The other side has said its end (FIN), and everything before it was delivered. What is written still reaches it. */
    void ended(Socket socket);

    /**
     * The last event of a socket, whoever ended it.
     *
     * @param why {@code CLOSED} after both ends, after {@link Socket#close} and {@link Socket#reset} of this side, and when the provider
     *     stops; {@code RESET} when the other side has reset it; {@code TIMED_OUT} or {@code UNREACHABLE} when the network has lost it
     */
    void closed(Socket socket, SocketException why);
}
