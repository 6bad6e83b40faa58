// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import io.pipes.base.MalformedException;
import io.pipes.node.wire.ByteQueue;
import io.pipes.node.wire.FrameReader;
import io.pipes.node.wire.FrameType;
import io.pipes.node.wire.GoodbyeReason;

/** What arrives on a link: opens records and hands each frame to whom it concerns. */
final class Inlet {
    /** The longest record before the other side has proven itself, in bytes. */
    private static final int FIRST_RECORD = 16 << 10;

    private final Link link;
    private final LinkParts parts;
    private final LaneKey key;
    private final LaneKey outward;
    private final RecordInput input;
    private final Pulse pulse;
    private final Acknowledger acknowledger;
    private final Multiplexer multiplexer;

    /** @param outward for its counter only: nobody can confirm what was not sent */
    Inlet(
            Link link,
            LinkParts parts,
            LaneKey key,
            LaneKey outward,
            Pulse pulse,
            Acknowledger acknowledger,
            Multiplexer multiplexer) {
        this.link = link;
        this.parts = parts;
        this.key = key;
        this.outward = outward;
        this.pulse = pulse;
        this.acknowledger = acknowledger;
        this.multiplexer = multiplexer;
        input = new RecordInput(key, parts.scratch(), FIRST_RECORD);
    }

    /** The other side has proven itself: records may have any length they can have. */
    void trust() {
        input.trust();
    }

    /** Takes all whole records from the queue, unless one of them ends the link. */
    void take(ByteQueue bytes) throws MalformedException {
        int length = next(bytes);
        while (length >= 0) {
            record(length);
            length = next(bytes);
        }
    }

    private int next(ByteQueue bytes) throws MalformedException {
        return link.closed() ? -1 : input.take(bytes);
    }

    private void record(int length) throws MalformedException {
        link.heard();
        pulse.heard(parts.now());
        FrameReader frames = parts.scratch().reader;
        frames.begin(parts.scratch().opened, 0, length);
        boolean onlyAcknowledges = true;
        while (!link.closed() && frames.next()) {
            onlyAcknowledges &= frames.type() == FrameType.ACK;
            frame(frames);
        }
        acknowledger.arrived(key.counter(), onlyAcknowledges);
    }

    private void frame(FrameReader frame) throws MalformedException {
        switch (frame.type()) {
            case DATA -> multiplexer.data(frame);
            case CREDIT -> multiplexer.credited(frame);
            case ACK -> acknowledger.confirmed(frame, outward.counter());
            case PING -> pulse.asked(frame.fixed());
            case PONG -> pulse.answered(frame.fixed());
            case OPEN -> multiplexer.opened(frame);
            case CLOSE -> multiplexer.closed(frame);
            case REKEY -> rekeyed(frame);
            case GOAWAY -> link.dismissed(reason(frame.octet()));
        }
    }

    private void rekeyed(FrameReader frame) throws MalformedException {
        frame.requireLength(0);
        if (!frame.last()) {
            throw new MalformedException("a frame after the last one of its key");
        }
        key.next(parts.now());
    }

    private static GoodbyeReason reason(int code) throws MalformedException {
        return GoodbyeReason.ofCode(code).orElseThrow(() -> new MalformedException("unknown reason to go"));
    }
}
