// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto;

import io.pipes.base.Bytes;
import java.util.ArrayList;
import java.util.List;

/** Damaged copies of a message: one bit of each byte flipped, cut off at each length, and one byte too many. */
public final class Tampered {
    private Tampered() {}

    public static List<Bytes> copiesOf(Bytes message) {
        List<Bytes> copies = new ArrayList<>();
        for (int i = 0; i < message.size(); i++) {
            copies.add(withFlippedBit(message, i, i % 8));
            copies.add(message.slice(0, i));
        }
        byte[] longer = new byte[message.size() + 1];
        message.copyTo(longer, 0);
        copies.add(Bytes.wrap(longer));
        return copies;
    }

    public static Bytes withFlippedBit(Bytes message, int index, int bit) {
        byte[] copy = message.toArray();
        copy[index] ^= (byte) (1 << bit);
        return Bytes.wrap(copy);
    }
}
