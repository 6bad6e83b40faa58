// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.messages;

import java.nio.ByteBuffer;

/** What a message of the benchmark says: round and kind, its number, and contents that follow from the number, so that the other side can check them. */
final class Payload {
    static final int HEAD_BYTES = 2 * Long.BYTES;

    /** One of a stream. */
    static final int NEXT = 0;
    /** The last one of a stream. */
    static final int LAST = 1;
    /** Wants to be sent back. */
    static final int ECHO = 2;

    /** So many words of a long message are checked, from all over it. */
    private static final int CHECKED_WORDS = 16;

    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private Payload() {}

    static byte[] make(int bytes, int round, int kind, long number) {
        ByteBuffer message = ByteBuffer.allocate(bytes);
        message.putLong((long) round << 8 | kind).putLong(number);
        long word = number * SPREAD;
        while (message.remaining() >= Long.BYTES) {
            message.putLong(word++);
        }
        return message.array();
    }

    static int kind(ByteBuffer message) {
        return message.get(message.position() + Long.BYTES - 1);
    }

    static int round(ByteBuffer message) {
        return (int) (message.getLong(message.position()) >> 8);
    }

    static long number(ByteBuffer message) {
        return message.getLong(message.position() + Long.BYTES);
    }

    /** Whether the contents are those that were sent under the message's number. */
    static boolean isWhole(ByteBuffer message, int bytes) {
        if (message.remaining() != bytes) {
            return false;
        }
        int words = (bytes - HEAD_BYTES) / Long.BYTES;
        int step = Math.max(1, words / CHECKED_WORDS);
        long first = number(message) * SPREAD;
        int at = message.position() + HEAD_BYTES;
        for (int word = 0; word < words; word += step) {
            if (message.getLong(at + word * Long.BYTES) != first + word) {
                return false;
            }
        }
        return true;
    }
}
