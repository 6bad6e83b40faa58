// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.socket;

/** The frame types of RFC 6455 that are used. */
final class Opcode {
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private Opcode() {}

    static boolean isControl(int opcode) {
        return opcode >= CLOSE;
    }
}
