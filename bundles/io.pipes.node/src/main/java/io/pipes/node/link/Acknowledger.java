// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import io.pipes.node.wire.FrameType;
import io.pipes.node.wire.FrameWriter;
import io.pipes.spi.loop.Loop;
import java.time.Duration;

/**
 * Says which records have arrived: with the next record that goes out anyway, or in one of its own a little later, or as soon as much
 * has arrived, because the other side keeps all of it until then. Records that only acknowledge are not acknowledged.
 */
final class Acknowledger {
    /** After so many bytes at once: what the other side keeps then still fits into its processor's cache. */
    private static final int MUCH = 256 << 10;

    private final Loop loop;
    private final Duration patience;
    private final Runnable wantToSend;
    private final Runnable late = this::late;
    private long arrived;
    private long told;
    private int bytes;
    private boolean waiting;
    private boolean due;

    Acknowledger(Loop loop, Duration patience, Runnable wantToSend) {
        this.loop = loop;
        this.patience = patience;
        this.wantToSend = wantToSend;
    }

    /**
     * @param counter of the record that comes next
     * @param size of the record that has come
     */
    void arrived(long counter, int size, boolean onlyAcknowledges) {
        arrived = counter;
        if (onlyAcknowledges) {
            return;
        }
        bytes += size;
        if (bytes >= MUCH && !due) {
            due = true;
            wantToSend.run();
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

    /** Says what has arrived now, even if it was said before: on a lane that says nothing else it shows that this side is there. */
    void greet() {
        told = -1;
        due = true;
        wantToSend.run();
    }

    void write(FrameWriter out) {
        due = false;
        bytes = 0;
        if (told != arrived) {
            told = arrived;
            out.number(FrameType.ACK, 0, arrived);
        }
    }
}
