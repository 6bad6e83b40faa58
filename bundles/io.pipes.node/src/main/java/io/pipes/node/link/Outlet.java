// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import io.pipes.node.wire.FrameType;
import io.pipes.node.wire.FrameWriter;
import io.pipes.node.wire.GoodbyeReason;
import io.pipes.spi.transport.Connection;

/**
 * What leaves on a link: puts everything that waits into records, as long as the connection takes them. What several parts of one task
 * want to say leaves together when the task ends.
 */
final class Outlet {
    private final Link link;
    private final LinkParts parts;
    private final Connection connection;
    private final LaneKey key;
    private final RecordOutput output;
    private final Pulse pulse;
    private final Acknowledger acknowledger;
    private final Multiplexer multiplexer;
    private final Runnable pump = this::pump;
    private final Runnable relieve;
    private boolean held;
    private boolean pumping;
    private boolean wanted;

    Outlet(
            Link link,
            LinkParts parts,
            Connection connection,
            LaneKey key,
            Pulse pulse,
            Acknowledger acknowledger,
            Multiplexer multiplexer) {
        this.link = link;
        this.parts = parts;
        this.connection = connection;
        this.key = key;
        this.pulse = pulse;
        this.acknowledger = acknowledger;
        this.multiplexer = multiplexer;
        output = new RecordOutput(key, parts.scratch(), connection);
        relieve = multiplexer::relieve;
    }

    /** Something waits. */
    void want() {
        if (wanted || !link.speaking()) {
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
        if (pumping || !link.speaking()) {
            return;
        }
        pumping = true;
        boolean sent = false;
        try {
            while (link.speaking() && connection.writable() && hasFrames() && sendRecord()) {
                sent = true;
            }
        } finally {
            pumping = false;
            wanted = false;
        }
        if (sent && link.speaking()) {
            connection.flush();
        }
    }

    private boolean hasFrames() {
        return pulse.hasFrames() || acknowledger.due() || multiplexer.hasFrames();
    }

    private boolean sendRecord() {
        FrameWriter frames = parts.scratch().frames;
        frames.reset();
        pulse.write(frames);
        acknowledger.write(frames);
        multiplexer.write(frames);
        if (frames.size() == 0) {
            return false;
        }
        long now = parts.now();
        boolean worn = key.worn(now, parts.timing().rekey().toNanos());
        if (worn) {
            frames.empty(FrameType.REKEY, 0);
        }
        output.send(frames);
        if (worn) {
            key.next(now);
        }
        link.guard(relieve);
        return true;
    }

    /** Sends the last frame, whether the connection has room or not. */
    void goodbye(GoodbyeReason reason) {
        FrameWriter frames = parts.scratch().frames;
        frames.reset();
        frames.octet(FrameType.GOAWAY, reason.code());
        output.send(frames);
        connection.flush();
    }
}
