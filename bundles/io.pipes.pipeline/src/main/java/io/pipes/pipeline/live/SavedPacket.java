// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.live;

import io.pipes.base.Bytes;
import io.pipes.base.Clock;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.pipeline.packet.Packet;
import io.pipes.spi.crypto.CryptoSuite;

/**
 * A packet as one life of the bundle leaves it to the next.
 *
 * @param ageMillis since this node saw it first
 * @param held whether it was in order and could not be read yet
 */
record SavedPacket(Packet packet, long ageMillis, boolean held) {
    private static final int OVERHEAD_BYTES = 32;

    /** The wall clock bridges the time between the two lives: a process may have ended between them. */
    Bytes write(Clock clock) {
        return new CborWriter(packet.encoded().size() + OVERHEAD_BYTES)
                .writeArray(3)
                .writeLong(clock.wallMillis() - ageMillis)
                .writeBool(held)
                .writeBytes(packet.encoded())
                .toBytes();
    }

    static SavedPacket read(Bytes item, CryptoSuite suite, Clock clock) throws MalformedException {
        CborReader in = new CborReader(item);
        in.readArrayExactly(3);
        long seen = in.readLong(Long.MIN_VALUE / 2, Long.MAX_VALUE / 2);
        boolean held = in.readBool();
        Packet packet = Packet.decode(suite, in.readBytes(Packet.MAX_BYTES));
        in.end();
        long age = Math.max(0, Math.min(clock.wallMillis() - seen, RecentPackets.MAX_AGE.toMillis() + 1));
        return new SavedPacket(packet, age, held);
    }
}
