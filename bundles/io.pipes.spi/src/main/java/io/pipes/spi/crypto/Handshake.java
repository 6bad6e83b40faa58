// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.crypto;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One side of a handshake of two messages: the initiator writes, then reads; the responder reads, then writes. Calls out of
 * turn are a mistake of the caller. After a failed read the handshake is dead.
 */
@ConsumerType
public interface Handshake {
    /** The longest payload either message may carry, in bytes. */
    int MAX_PAYLOAD = 4_096;

    /** The longest message either side may send, in bytes. */
    int MAX_MESSAGE = 8_192;

    /** Where message 1 shows the initiator's ephemeral key: its first 32 bytes. */
    int EPHEMERAL_BYTES = 32;

    /** Writes this side's message with an encrypted payload of 0 to {@link #MAX_PAYLOAD} bytes. */
    Bytes write(Bytes payload);

    /** Reads the other side's message and returns its payload. */
    Bytes read(Bytes message) throws MalformedException;

    /** The other side's link key; known to the responder once message 1 has been read. */
    Bytes remoteLinkKey();

    /** Whether both messages have passed. */
    boolean complete();

    /** What both sides now share; only when {@link #complete}. Belongs to the caller. */
    SessionSecret secret();
}
