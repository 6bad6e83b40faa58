// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.stream;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/** Hears what happens on one stream, on the node's loop. What throws resets its stream. */
@ConsumerType
public interface ByteStreamHandler {
    /** The other side has taken the stream that this one opened. What was written before is on its way already. */
    default void opened(ByteStream stream) {}

    /** Bytes in the order they were written. The buffer is only valid during the call. */
    void received(ByteStream stream, ByteBuffer bytes);

    /** The stream takes bytes again after {@link ByteStream#writable} was false. */
    default void writable(ByteStream stream) {}

    /** The other side writes nothing more. */
    void ended(ByteStream stream);

    /** The last event of a stream; not called when this side has reset it. */
    void closed(ByteStream stream, StreamEnding why);
}
