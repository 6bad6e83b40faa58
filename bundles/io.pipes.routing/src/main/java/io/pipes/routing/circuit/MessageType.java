// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.circuit;

import io.pipes.base.MalformedException;

/** What is said about circuits between two peers. The codes travel; they never change. */
enum MessageType {
    /** I have just begun: forget every circuit between us. */
    HELLO(1),
    /** I have forgotten them; what I say from now on is new. */
    WELCOME(2),
    OPEN(3),
    OPENED(4),
    REFUSED(5),
    DATA(6),
    CREDIT(7),
    CLOSE(8),
    /** I am ready to have a connection for this circuit alone. */
    BYPASS(9),
    /** What I say from now on comes over it. */
    SWITCH(10),
    /** I have said something beside the link lately: confirm at least this, so that I see that you are there. */
    BESIDE(11);

    private static final MessageType[] BY_CODE = new MessageType[12];

    static {
        for (MessageType type : values()) {
            BY_CODE[type.code] = type;
        }
    }

    private final int code;

    MessageType(int code) {
        this.code = code;
    }

    byte code() {
        return (byte) code;
    }

    static MessageType of(byte code) throws MalformedException {
        if (code < 1 || code >= BY_CODE.length) {
            throw new MalformedException("unknown type of message");
        }
        return BY_CODE[code];
    }
}
