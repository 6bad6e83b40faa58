// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto;

import io.pipes.base.Bytes;

/** Byte strings put behind each other. */
final class Joined {
    private Joined() {}

    static byte[] of(Bytes... parts) {
        int size = 0;
        for (Bytes part : parts) {
            size = Math.addExact(size, part.size());
        }
        byte[] joined = new byte[size];
        int at = 0;
        for (Bytes part : parts) {
            part.copyTo(joined, at);
            at += part.size();
        }
        return joined;
    }
}
