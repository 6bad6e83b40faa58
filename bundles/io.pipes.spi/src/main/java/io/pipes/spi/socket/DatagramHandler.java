// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.socket;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/** Receives what happens on one socket for datagrams, on its loop. */
@ConsumerType
public interface DatagramHandler {
    /**
     * One datagram, of 0 to {@link DatagramSocket#MAX_BYTES} bytes. The buffer is only valid during the call. A handler that throws costs
     * this datagram only.
     *
     * @param from with a literal address; anybody may claim to be there
     */
    void received(DatagramSocket socket, Endpoint.Udp from, ByteBuffer bytes);

    /** The last event of a socket, whoever ended it. */
    void closed(DatagramSocket socket, SocketException why);
}
