// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.socket;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Two ordered streams of bytes, one in each direction, which end each for itself.
 *
 * <p><b>Threads.</b> Every method is called on the socket's loop, and every event arrives on it.
 *
 * <p><b>Back-pressure.</b> {@link #write} never blocks and always takes the bytes; a caller that goes on writing while {@link #writable} is
 * false grows memory, so it waits for {@link SocketHandler#writable}.
 *
 * <p><b>Ends.</b> When both sides have said their end and all of it has been sent and delivered, the socket is closed by itself. After
 * that, and after {@link #close} and {@link #reset}, all methods do nothing.
 */
@ConsumerType
public interface Socket {
    /** With the real port. Of a Unix socket, the file at which it was accepted or called. */
    Endpoint local();

    /** With a literal address. Of a Unix socket, the same as {@link #local}, because who calls has no file. */
    Endpoint remote();

    /** Begins delivering events to {@code handler}; nothing is read before. Called once. */
    void start(SocketHandler handler);

    /** Queues all bytes from position to limit. They are copied before this returns, so the buffer stays the caller's. */
    void write(ByteBuffer bytes);

    /** Sends what was queued. */
    void flush();

    /** False while more than 512 KiB are queued, until they are less than 256 KiB. */
    boolean writable();

    /**
     * Holds events back: neither bytes nor the end are delivered until {@link #resume}; the other side then feels back-pressure. A
     * reset may be told all the same, and what was held back is lost with it, as TCP has it; or it is told after {@link #resume}.
     */
    void pause();

    void resume();

    /** Nothing more is written: sends what is queued and then the end (FIN). The other direction goes on. Twice does nothing. */
    void end();

    /**
     * Ends both directions now. What is queued is thrown away, and the other side sees a reset (RST). Unix sockets have none: there the
     * other side sees a reset only if something it has sent was not read, and otherwise the end.
     */
    void reset();

    /**
     * Ends in order: what is queued is sent, then the end; what still arrives is thrown away. The other side has thirty seconds to take
     * what is queued, and two more to say its own end, before it is reset.
     */
    void close();
}
