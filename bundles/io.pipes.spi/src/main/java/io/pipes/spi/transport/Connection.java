// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.transport;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * An ordered stream of bytes to one address, both ways, until it ends.
 *
 * <p><b>Threads.</b> Every method is called on the connection's loop, and every event arrives on it.
 *
 * <p><b>Back-pressure.</b> {@link #write} never blocks and always takes the bytes; a caller that goes on writing while {@link
 * #writable} is false grows memory, so it waits for {@link ConnectionHandler#writable}.
 */
@ConsumerType
public interface Connection {
    Address local();

    Address remote();

    /** Begins delivering events to {@code handler}; nothing is read before. Called once. */
    void start(ConnectionHandler handler);

    /**
     * Queues all bytes from position to limit. They are copied before this returns, so the buffer stays the caller's. On a
     * connection that has ended this does nothing.
     */
    void write(ByteBuffer bytes);

    /** Sends what was queued. */
    void flush();

    /** False while more than the transport's high-water mark is queued. */
    boolean writable();

    /** Stops reading (at most what was read already is still delivered); the other side then feels back-pressure. */
    void pause();

    void resume();

    /** Tells the transport that the other side has proven itself, so the connection no longer counts as half-open. */
    void authenticated();

    /** Sends what is queued (for at most two seconds), then ends the connection. */
    void close();

    /** Ends the connection now, without a word. */
    void abort();
}
