// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.persistence;

import io.pipes.base.Bytes;
import java.nio.ByteBuffer;

/** Messages of 1 KiB that carry their number, and bytes that no two of them share. Whoever is measured keeps the same ones. */
final class Notes {
    static final int BYTES = 1_024;

    private Notes() {}

    static byte[] bytes(long number) {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        long word = number;
        while (bytes.hasRemaining()) {
            bytes.putLong(word);
            word = word * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L;
        }
        return bytes.array();
    }

    /** The number of a message, if it is whole. */
    static long number(Bytes content) {
        long number = content.longAt(0);
        if (!content.equals(Bytes.wrap(bytes(number)))) {
            throw new IllegalStateException("A message was changed");
        }
        return number;
    }
}
