// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import io.pipes.node.wire.FrameType;
import io.pipes.node.wire.FrameWriter;
import io.pipes.node.wire.GoodbyeReason;
import io.pipes.node.wire.Records;
import io.pipes.spi.transport.Connection;
import org.jspecify.annotations.Nullable;

/**
 * What leaves on a lane: puts everything that waits into records, as long as the connection takes them, after those that the connection
 * before may not have delivered. What several parts of one task want to say leaves together when the task ends.
 */
final class Outlet {
    private final LinkParts parts;
    private final LaneKey key;
    private final Acknowledger acknowledger;
    private final Unconfirmed unconfirmed;
    private final Source source;
    private final Runnable pump = this::pump;
    private @Nullable Connection connection;
    private boolean held;
    private boolean pumping;
    private boolean wanted;

    Outlet(LinkParts parts, LaneKey key, Acknowledger acknowledger, Unconfirmed unconfirmed, Source source) {
        this.parts = parts;
        this.key = key;
        this.acknowledger = acknowledger;
        this.unconfirmed = unconfirmed;
        this.source = source;
    }

    /** Goes on over this connection; null while there is none. */
    void use(@Nullable Connection next) {
        connection = next;
        want();
    }

    /** Something waits. */
    void want() {
        if (wanted || connection == null || !source.speaking()) {
            return;
        }
        wanted = true;
        if (!held && !pumping) {
            parts.loop().execute(pump);
        }
    }

    /** Waits for {@link #release}, because more is about to come. */
    void hold() {
        held = true;
    }

    void release() {
        held = false;
        if (wanted) {
            pump();
        }
    }

    /** Sends what waits and may go. */
    void pump() {
        wanted = false;
        if (pumping) {
            return;
        }
        pumping = true;
        boolean sent = false;
        try {
            while (takesRecords() && sendRecord()) {
                sent = true;
            }
        } finally {
            pumping = false;
            wanted = false;
        }
        if (sent && connection != null) {
            connection.flush();
        }
    }

    private boolean takesRecords() {
        return connection != null && source.speaking() && connection.writable();
    }

    private boolean sendRecord() {
        if (!unconfirmed.waiting() && !sealNext()) {
            return false;
        }
        Connection now = connection;
        if (now == null) {
            return false;
        }
        unconfirmed.write(now);
        source.sent();
        return true;
    }

    private boolean sealNext() {
        boolean room = unconfirmed.hasRoom();
        if (!(acknowledger.due() || source.hasVital() || room && source.hasFrames())
                || !room && !unconfirmed.hasSpareRoom()) {
            return false;
        }
        FrameWriter frames = parts.scratch().frames;
        frames.reset();
        acknowledger.write(frames);
        int acknowledgement = frames.size();
        source.writeVital(frames);
        if (room) {
            source.write(frames);
        }
        if (frames.size() == 0) {
            return false;
        }
        boolean onlyAcknowledges = frames.size() == acknowledgement;
        long now = parts.now();
        boolean worn = key.worn(now, parts.timing().rekey().toNanos());
        if (worn) {
            frames.empty(FrameType.REKEY, 0);
        }
        seal(frames, onlyAcknowledges && !worn);
        if (worn) {
            key.next(now);
        }
        return true;
    }

    private void seal(FrameWriter frames, boolean onlyAcknowledges) {
        Unconfirmed.Chunk chunk = unconfirmed.room(Records.HEAD + frames.size() + Records.OVERHEAD);
        int at = chunk.end();
        int sealed = key.seal(frames.array(), frames.size(), chunk.array, at + Records.HEAD);
        chunk.array[at] = (byte) (sealed >>> 8);
        chunk.array[at + 1] = (byte) sealed;
        unconfirmed.added(chunk, Records.HEAD + sealed, onlyAcknowledges);
    }

    /** Sends the last frame of the link, whether the connection has room or not. */
    void goodbye(GoodbyeReason reason) {
        Connection last = connection;
        if (last != null) {
            FrameWriter frames = parts.scratch().frames;
            frames.reset();
            frames.octet(FrameType.GOAWAY, reason.code());
            seal(frames, false);
            while (unconfirmed.waiting()) {
                unconfirmed.write(last);
            }
            last.flush();
        }
    }

    /** Where a lane's frames come from. */
    interface Source {
        /** Whether anything may be said. */
        boolean speaking();

        /** Whether there is something that the link itself needs, however much is kept already. */
        boolean hasVital();

        void writeVital(FrameWriter out);

        boolean hasFrames();

        /** Fills a record with what waits, as long as it has room. */
        void write(FrameWriter out);

        /** A record was sent. */
        void sent();
    }
}
