// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.api.pipeline.From;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.NodeId;
import java.util.Optional;

/**
 * Where a cursor stands, or whoever else goes on later where it has stopped.
 *
 * @param position of the packet in the order of arrival when it was noted
 * @param after the message that was dealt with last
 */
public record CursorPlace(long position, From.After after) {
    public Bytes write() {
        return new CborWriter(64)
                .writeArray(4)
                .writeUnsigned(position)
                .writeBytes(after.author().bytes())
                .writeUnsigned(after.seq())
                .writeUnsigned(after.index())
                .toBytes();
    }

    /** Empty if a later version wrote it: then everything is read again. */
    public static Optional<CursorPlace> read(Bytes written) {
        try {
            CborReader in = new CborReader(written);
            in.readArrayExactly(4);
            long position = in.readUnsigned(Long.MAX_VALUE);
            From.After after =
                    new From.After(NodeId.read(in), in.readUnsigned(Long.MAX_VALUE), in.readInt(0, Integer.MAX_VALUE));
            in.end();
            return Optional.of(new CursorPlace(position, after));
        } catch (MalformedException otherVersion) {
            return Optional.empty();
        }
    }

    /**
     * Where to go on. The packet may stand elsewhere by now: behind, since it was damaged and fetched again, or anywhere, since the store
     * was moved. Then the earlier place is taken, so that nothing is missed; and the beginning if it is not there any more.
     *
     * @param now its position now; empty if it is not there
     */
    HistoryReaders.Place place(Optional<Long> now) {
        if (now.isEmpty()) {
            return HistoryReaders.Place.START;
        }
        long first = Math.min(position, now.get());
        return new HistoryReaders.Place(
                first - 1, new HistorySubscription.Behind(after.author(), after.seq(), after.index()));
    }
}
