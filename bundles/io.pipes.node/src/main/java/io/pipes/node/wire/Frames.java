// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.wire;

/** Sizes of frames: {@code [type 1][exchange varint][length varint][payload]}; the type's top bit says that the message goes on. */
public final class Frames {
    public static final int MIN_BYTES = 3;

    /** The longest payload, in bytes. */
    public static final int MAX_PAYLOAD = 16 << 10;

    /** The highest number an exchange may have. */
    public static final int MAX_EXCHANGE = 1 << 20;

    /** The longest head: type, exchange and length, in bytes. */
    public static final int MAX_HEAD = 1 + 3 + 3;

    static final int MORE = 0x80;

    private Frames() {}
}
