// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.transport;

import io.pipes.spi.transport.Connection;
import io.pipes.testkit.time.SeededRandomness;
import java.nio.ByteBuffer;

/** Writes a long text in pieces of random size, and only while the connection is writable, as a well-behaved caller does. */
final class Pump {
    private static final int LARGEST_PIECE = 50_000;

    private final Connection connection;
    private final byte[] text;
    private final SeededRandomness randomness;
    private int at;
    private int stops;

    Pump(Connection connection, byte[] text, long seed) {
        this.connection = connection;
        this.text = text;
        randomness = new SeededRandomness(seed);
    }

    /** Called on the loop, first and whenever the connection is writable again. */
    void run() {
        while (at < text.length && connection.writable()) {
            int size = Math.min(text.length - at, randomness.nextInt(LARGEST_PIECE));
            connection.write(ByteBuffer.wrap(text, at, size));
            at += size;
            connection.flush();
        }
        if (at < text.length) {
            stops++;
        }
    }

    int written() {
        return at;
    }

    /** How often it was held back. */
    int stops() {
        return stops;
    }
}
