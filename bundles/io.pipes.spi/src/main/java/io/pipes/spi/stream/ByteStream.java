// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.stream;

import io.pipes.base.id.NodeId;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Ordered bytes to another node and back, until both directions have ended or one side resets it. It outlives the link that it travels on:
 * what was on its way is sent again over the next one, and nobody notices but by the pause. When the two have had no link for a minute, it
 * is lost.
 *
 * <p><b>Threads.</b> Used on the node's loop only; every event arrives there.
 *
 * <p><b>Back-pressure.</b> {@link #write} never blocks and always takes the bytes; who goes on while {@link #writable} is false grows
 * memory. A reader that {@linkplain #pause pauses} stops the writer at the other end after at most a window.
 */
@ProviderType
public interface ByteStream {
    /** Who is at the other end, proven. */
    NodeId peer();

    /** The name under which the stream was asked for. */
    String service();

    /** What the opener says about what it wants of the service, often nothing: at most 512 bytes of UTF-8, which nobody has checked. */
    String argument();

    /**
     * Takes a stream that another node has opened: it hears of that, and events begin. Called once, by who was offered the stream; what
     * it does not want it {@linkplain #reset resets}. Of one that is over by now only {@link ByteStreamHandler#closed} is told.
     */
    void accept(ByteStreamHandler handler);

    /** Queues all bytes from position to limit; they are copied before this returns. Does nothing once {@link #end} or an end was said. */
    void write(ByteBuffer bytes);

    /** False while 256 KiB or more wait to leave. */
    boolean writable();

    /** Nothing more is written; what was written still arrives, and the other direction goes on. Saying it twice does nothing. */
    void end();

    /** Breaks it off in both directions, at once; what waits is dropped. The other side is told why. No event follows. */
    void reset(StreamEnding why);

    /** No bytes are handed over until {@link #resume}. */
    void pause();

    void resume();
}
