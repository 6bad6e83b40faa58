// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.service.call;

import io.pipes.base.Cancellable;
import io.pipes.base.id.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * One call of another node, remembered until its deadline so that the handler does not get it twice. Lives on the loop.
 *
 * <pre>
 * RUNNING --outcome--> ANSWERED
 *    |                    |
 *    +-----deadline-------+--> OVER    (only remembered, in case it comes once more)
 * </pre>
 */
final class IncomingCall {
    /** How far it is. */
    enum State {
        RUNNING,
        ANSWERED,
        OVER
    }

    final NodeId caller;
    final long id;
    /** Until when the caller waits, by the clock in nanoseconds. */
    final long until;

    private State state = State.RUNNING;
    private boolean unwanted;
    private @Nullable CallMessage outcome;
    private long bytes;
    private Cancellable timer = () -> {};

    /** @param bytes it takes */
    IncomingCall(NodeId caller, long id, long until, long bytes) {
        this.caller = caller;
        this.id = id;
        this.until = until;
        this.bytes = bytes;
    }

    State state() {
        return state;
    }

    /** Whether the caller still waits for its answer. */
    boolean isWaitedFor() {
        return state != State.OVER && !unwanted;
    }

    /** Whether the caller has given up. */
    boolean isUnwanted() {
        return unwanted;
    }

    void unwanted() {
        unwanted = true;
    }

    @Nullable
    CallMessage outcome() {
        return outcome;
    }

    long bytes() {
        return bytes;
    }

    void timer(Cancellable next) {
        timer.cancel();
        timer = next;
    }

    void cancelTimer() {
        timer.cancel();
    }

    void answered(CallMessage with, long size) {
        state = State.ANSWERED;
        outcome = with;
        bytes = size;
    }

    /** Nothing is kept of it but its id. */
    void over() {
        state = State.OVER;
        outcome = null;
        bytes = 0;
    }
}
