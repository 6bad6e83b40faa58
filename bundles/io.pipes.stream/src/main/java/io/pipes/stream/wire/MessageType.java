// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.stream.wire;

import io.pipes.base.MalformedException;

/** What a message is about. The codes travel; they never change. */
public enum MessageType {
    /** Who the sender is: another number means that it knows no streams from before. */
    HELLO,

    /** The sender opens a stream. */
    OPEN,

    /** Bytes of a stream. */
    DATA,

    /** A direction of a stream ends here. */
    END,

    /** How far the sender has come with what it gets of a stream, and how much more it takes. */
    STATE,

    /** The sender breaks a stream off, or does not take it. */
    RESET,

    /** The sender knows nothing of a stream any more. */
    GONE,

    /** There are streams, although nothing is said about them: the link is needed. */
    STILL;

    private static final MessageType[] ALL = values();

    byte code() {
        return (byte) ordinal();
    }

    static MessageType of(byte code) throws MalformedException {
        if (code < 0 || code >= ALL.length) {
            throw new MalformedException("no such message");
        }
        return ALL[code];
    }
}
