// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.messages;

import io.pipes.benchmarks.contender.Listener;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** One receiver: expects every message of every round once, in order and whole. One thread at a time calls it. */
final class Hearing implements Listener {
    private final int bytes;
    private final Consumer<byte[]> sendBack;
    private final Runnable roundHeard;
    private final Consumer<String> wrong;
    private int round = -1;
    private long next;
    private boolean failed;

    /** @param roundHeard runs when the last message of a round has come */
    Hearing(int bytes, Consumer<byte[]> sendBack, Runnable roundHeard, Consumer<String> wrong) {
        this.bytes = bytes;
        this.sendBack = sendBack;
        this.roundHeard = roundHeard;
        this.wrong = wrong;
    }

    @Override
    public void received(ByteBuffer message) {
        if (failed) {
            return;
        }
        if (!Payload.isWhole(message, bytes)) {
            fail("a message of " + message.remaining() + " bytes came damaged");
        } else if (Payload.kind(message) == Payload.ECHO) {
            byte[] copy = new byte[bytes];
            message.get(copy);
            sendBack.accept(copy);
        } else {
            take(Payload.round(message), Payload.number(message), Payload.kind(message) == Payload.LAST);
        }
    }

    private void take(int ofRound, long number, boolean last) {
        if (next == 0) {
            round = ofRound;
        }
        if (ofRound != round || number != next) {
            fail("expected message " + next + " of round " + round + " and got " + number + " of " + ofRound);
        } else if (last) {
            next = 0;
            roundHeard.run();
        } else {
            next++;
        }
    }

    private void fail(String what) {
        failed = true;
        wrong.accept(what);
    }
}
