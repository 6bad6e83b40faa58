// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.wire;

import java.util.Optional;

/** What a frame is. The codes travel; they never change. */
public enum FrameType {
    /** The sender handles a protocol and may be sent messages of it: class, window, name. */
    OPEN(1),
    /** A message of an exchange, or a fragment of it. */
    DATA(2),
    /** The sender handled so many bytes; the other side may send as many more. */
    CREDIT(3),
    /** The sender handles the protocol no longer. */
    CLOSE(4),
    PING(5),
    PONG(6),
    /** All records before this counter have arrived. */
    ACK(7),
    /** The last frame of a link: why it ends. */
    GOAWAY(8),
    /** The last frame under a key; the next record is sealed with the next key. */
    REKEY(9),
    /** The caller should attach this lane: the one who was called cannot. */
    LANE(10);

    private static final FrameType[] BY_CODE = new FrameType[11];

    static {
        for (FrameType type : values()) {
            BY_CODE[type.code] = type;
        }
    }

    private final int code;

    FrameType(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    public static Optional<FrameType> ofCode(int code) {
        return code > 0 && code < BY_CODE.length ? Optional.of(BY_CODE[code]) : Optional.empty();
    }
}
