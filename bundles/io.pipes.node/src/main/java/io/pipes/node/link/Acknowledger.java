// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import io.pipes.base.MalformedException;
import io.pipes.node.wire.FrameReader;
import io.pipes.node.wire.FrameType;
import io.pipes.node.wire.FrameWriter;
import io.pipes.spi.loop.Loop;
import java.time.Duration;

/**
 * Says which records have arrived: with the next record that goes out anyway, or in one of its own a little later. Records that only
 * acknowledge are not acknowledged.
 */
final class Acknowledger {
    private final Loop loop;
    private final Duration patience;
    private final Runnable wantToSend;
    private final Runnable late = this::late;
    private long arrived;
    private long told;
    private long confirmed;
    private boolean waiting;
    private boolean due;

    Acknowledger(Loop loop, Duration patience, Runnable wantToSend) {
        this.loop = loop;
        this.patience = patience;
        this.wantToSend = wantToSend;
    }

    /** @param counter of the record that comes next */
    void arrived(long counter, boolean onlyAcknowledges) {
        arrived = counter;
        if (onlyAcknowledges) {
            return;
        }
        if (!waiting) {
            waiting = true;
            loop.schedule(patience, late);
        }
    }

    private void late() {
        waiting = false;
        if (told != arrived) {
            due = true;
            wantToSend.run();
        }
    }

    boolean due() {
        return due;
    }

    void write(FrameWriter out) {
        due = false;
        if (told != arrived) {
            told = arrived;
            out.number(FrameType.ACK, 0, arrived);
        }
    }

    /** @param sealed the counter of the next record of ours */
    void confirmed(FrameReader frame, long sealed) throws MalformedException {
        long counter = frame.number(sealed);
        if (counter < confirmed) {
            throw new MalformedException("acknowledgement goes back");
        }
        confirmed = counter;
    }

    /** Up to which record the other side has confirmed ours. */
    long confirmed() {
        return confirmed;
    }
}
