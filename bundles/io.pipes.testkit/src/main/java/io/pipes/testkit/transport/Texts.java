// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.transport;

import io.pipes.testkit.time.SeededRandomness;

/** Bytes that nobody would guess, so that none of them can be lost, doubled or swapped unseen. */
final class Texts {
    private Texts() {}

    static byte[] random(int size, long seed) {
        return new SeededRandomness(seed).bytes(size);
    }
}
