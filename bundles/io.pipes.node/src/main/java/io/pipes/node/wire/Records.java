// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.wire;

import io.pipes.spi.crypto.RecordCipher;

/** Sizes of records: {@code [length 2][sealed]}, where the length counts the sealed bytes with their tag. */
public final class Records {
    public static final int HEAD = 2;

    /** The longest sealed record, in bytes. */
    public static final int MAX_SEALED = 65_535;

    /** The shortest sealed record, in bytes: it holds at least the shortest frame. */
    public static final int MIN_SEALED = RecordCipher.OVERHEAD + Frames.MIN_BYTES;

    /** How much longer sealing makes it, in bytes. */
    public static final int OVERHEAD = RecordCipher.OVERHEAD;

    public static final int MAX_PLAIN = MAX_SEALED - OVERHEAD;

    /** From this size on a record takes no further frame, in bytes. */
    public static final int TARGET = 16 << 10;

    private Records() {}
}
