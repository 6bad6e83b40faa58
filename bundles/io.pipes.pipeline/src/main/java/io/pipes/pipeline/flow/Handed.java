// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.flow;

import io.pipes.api.message.Message;
import io.pipes.spi.local.UnconfirmedMessage;
import io.pipes.spi.loop.Loop;

/** A message in the hands of subscribers: taken when nobody has it any more and one of them has confirmed it. On the node's loop. */
final class Handed {
    private final Loop loop;
    private final Message message;
    private final Subscribers.Outcome outcome;

    /** Those who have it, and whoever hands it out. */
    private int holders = 1;

    private boolean confirmed;

    Handed(Loop loop, Message message, Subscribers.Outcome outcome) {
        this.loop = loop;
        this.message = message;
        this.outcome = outcome;
    }

    Hold hold() {
        holders++;
        return new Hold();
    }

    /** All have it who are to have it. */
    void release() {
        if (--holders == 0) {
            if (confirmed) {
                outcome.taken();
            } else {
                outcome.returned();
            }
        }
    }

    /** One subscriber's. */
    final class Hold implements UnconfirmedMessage {
        private boolean over;

        @Override
        public Message message() {
            return message;
        }

        @Override
        public void confirm() {
            if (loop.inLoop()) {
                confirmNow();
            } else {
                loop.execute(this::confirmNow);
            }
        }

        /** As {@link #confirm}, on the loop. */
        void confirmNow() {
            if (!over) {
                confirmed = true;
                giveBack();
            }
        }

        /** The subscriber has it no more. */
        void giveBack() {
            if (!over) {
                over = true;
                release();
            }
        }

        boolean isOver() {
            return over;
        }
    }
}
