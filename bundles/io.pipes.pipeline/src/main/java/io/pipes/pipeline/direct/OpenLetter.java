// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.direct;

/** A letter whose messages wait for subscribers, or for these to confirm them. */
final class OpenLetter {
    private final long number;
    private final Runnable done;
    private int left;

    /**
     * @param messages how many
     * @param done to be called when all are delivered, and that is durable
     */
    OpenLetter(long number, int messages, Runnable done) {
        this.number = number;
        left = messages;
        this.done = done;
    }

    long number() {
        return number;
    }

    /** One more of its messages is delivered. */
    void delivered() {
        left--;
    }

    boolean isDelivered() {
        return left == 0;
    }

    void done() {
        done.run();
    }
}
