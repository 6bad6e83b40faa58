// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import io.pipes.spi.transport.Connection;
import io.pipes.spi.transport.ConnectionHandler;
import io.pipes.spi.transport.TransportException;
import io.pipes.testkit.time.SeededRandomness;
import java.nio.ByteBuffer;

/** What a relay can do with bytes that come over a dedicated connection before it passes them on: change, lose or swallow them. */
final class FalseBypass implements ConnectionHandler {
    /** What it does. */
    enum Kind {
        /** Changes a byte now and then. */
        CHANGES,
        /** Loses some now and then. */
        LOSES,
        /** Carries so many and no more. */
        SWALLOWS
    }

    private static final double NOW_AND_THEN = 0.05;
    private static final int CARRIED = 200_000;

    private final Kind kind;
    private final SeededRandomness chance;
    private final ConnectionHandler handler;
    private long carried;

    FalseBypass(Kind kind, SeededRandomness chance, ConnectionHandler handler) {
        this.kind = kind;
        this.chance = chance;
        this.handler = handler;
    }

    @Override
    public void received(Connection source, ByteBuffer bytes) {
        carried += bytes.remaining();
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        boolean now = chance.chance(NOW_AND_THEN);
        if (now && kind == Kind.CHANGES) {
            copy[chance.nextInt(copy.length)] ^= (byte) (1 + chance.nextInt(255));
        }
        boolean gone = now && kind == Kind.LOSES || carried > CARRIED && kind == Kind.SWALLOWS;
        if (!gone) {
            handler.received(source, ByteBuffer.wrap(copy));
        }
    }

    @Override
    public void writable(Connection source) {
        handler.writable(source);
    }

    @Override
    public void closed(Connection source, TransportException why) {
        handler.closed(source, why);
    }
}
