// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import io.pipes.base.MalformedException;
import io.pipes.node.wire.ByteQueue;
import io.pipes.node.wire.FrameReader;
import io.pipes.node.wire.FrameType;

/** What arrives on a lane: opens records, keeps account of them, and hands each other frame to whom it concerns. */
final class Inlet {
    /** The longest record before the other side has proven itself, in bytes. */
    private static final int FIRST_RECORD = 16 << 10;

    private final LinkParts parts;
    private final LaneKey key;
    private final RecordInput input;
    private final Acknowledger acknowledger;
    private final Unconfirmed unconfirmed;
    private final Recipient recipient;

    Inlet(LinkParts parts, LaneKey key, Acknowledger acknowledger, Unconfirmed unconfirmed, Recipient recipient) {
        this.parts = parts;
        this.key = key;
        this.acknowledger = acknowledger;
        this.unconfirmed = unconfirmed;
        this.recipient = recipient;
        input = new RecordInput(key, parts.scratch(), FIRST_RECORD);
    }

    /** The other side has proven itself: records may have any length they can have. */
    void trust() {
        input.trust();
    }

    /** The counter of the record that comes next. */
    long next() {
        return key.counter();
    }

    /** Takes all whole records from the queue, unless one of them ends the link. */
    void take(ByteQueue bytes) throws MalformedException, DamagedException {
        int length = next(bytes);
        while (length >= 0) {
            record(length);
            length = next(bytes);
        }
    }

    private int next(ByteQueue bytes) throws MalformedException, DamagedException {
        return recipient.closed() ? -1 : input.take(bytes);
    }

    private void record(int length) throws MalformedException {
        recipient.heard();
        FrameReader frames = parts.scratch().reader;
        frames.begin(parts.scratch().opened, 0, length);
        boolean onlyAcknowledges = true;
        while (!recipient.closed() && frames.next()) {
            onlyAcknowledges &= frames.type() == FrameType.ACK;
            frame(frames);
        }
        acknowledger.arrived(key.counter(), length, onlyAcknowledges);
    }

    private void frame(FrameReader frame) throws MalformedException {
        switch (frame.type()) {
            case ACK -> confirmed(frame.number(unconfirmed.written()));
            case REKEY -> rekeyed(frame);
            default -> recipient.frame(frame);
        }
    }

    private void confirmed(long counter) throws MalformedException {
        unconfirmed.confirm(counter);
        recipient.confirmed();
    }

    private void rekeyed(FrameReader frame) throws MalformedException {
        frame.requireLength(0);
        if (!frame.last()) {
            throw new MalformedException("a frame after the last one of its key");
        }
        key.next(parts.now());
    }

    /** Whom a lane's frames concern. */
    interface Recipient {
        /** Whether nothing counts any more. */
        boolean closed();

        /** A record has opened, so the other side is there now. */
        void heard();

        /** A frame that is not about the lane itself. */
        void frame(FrameReader frame) throws MalformedException;

        /** The other side has more of our records than we knew. */
        void confirmed();
    }
}
