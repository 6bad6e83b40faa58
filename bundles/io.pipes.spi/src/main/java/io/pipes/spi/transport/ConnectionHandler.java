// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.transport;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/** Receives what happens on one connection, on the connection's loop. */
@ConsumerType
public interface ConnectionHandler {
    /** Bytes in the order they were sent. The buffer is only valid during the call. */
    void received(Connection connection, ByteBuffer bytes);

    /** The connection takes bytes again after {@link Connection#writable} was false. */
    void writable(Connection connection);

    /** The last event of a connection, whoever ended it. */
    void closed(Connection connection, TransportException why);
}
