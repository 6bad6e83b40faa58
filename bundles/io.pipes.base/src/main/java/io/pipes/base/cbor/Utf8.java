// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base.cbor;

import java.nio.ByteBuffer;

/** Tells well-formed UTF-8 (RFC 3629) from anything else, in place. */
final class Utf8 {
    private Utf8() {}

    static boolean isWellFormed(ByteBuffer bytes, int from, int to) {
        int at = from;
        while (at < to) {
            int lead = bytes.get(at);
            int length = lead >= 0 ? 1 : sequence(bytes, at, to, lead & 0xff);
            if (length == 0) {
                return false;
            }
            at += length;
        }
        return true;
    }

    /** The length of the sequence that begins here, 0 if there is none. The second byte alone tells overlong forms and surrogates. */
    private static int sequence(ByteBuffer bytes, int at, int to, int lead) {
        if (lead < 0xc2 || lead > 0xf4) {
            return 0;
        }
        int length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
        if (to - at < length) {
            return 0;
        }
        int second = bytes.get(at + 1) & 0xff;
        int least = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
        int most = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
        if (second < least || second > most) {
            return 0;
        }
        for (int i = 2; i < length; i++) {
            if ((bytes.get(at + i) & 0xc0) != 0x80) {
                return 0;
            }
        }
        return length;
    }
}
