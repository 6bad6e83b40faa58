// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.direct;

import io.pipes.api.message.Message;
import io.pipes.api.message.MessageName;
import io.pipes.pipeline.flow.Subscribers;

/** One message on its way through an inbox: it waits, subscribers have it, and they have taken it, or it waits again. */
final class Passing implements Subscribers.Outcome {
    /** What a waiting message costs beside its content, so that empty ones are not free. */
    private static final int COST = 256;

    private enum State {
        WAITING,
        IN_HANDS,
        TAKEN,
        /** It had been taken before. */
        KNOWN
    }

    /** Whose message it is. */
    interface Owner {
        void taken(Passing message);

        void returned(Passing message);
    }

    private final Message message;
    private final Owner owner;
    private State state = State.WAITING;

    Passing(Message message, Owner owner) {
        this.message = message;
        this.owner = owner;
    }

    Message message() {
        return message;
    }

    MessageName.Direct name() {
        return (MessageName.Direct) message.message();
    }

    int cost() {
        return message.content().size() + COST;
    }

    boolean isWaiting() {
        return state == State.WAITING;
    }

    boolean isInHands() {
        return state == State.IN_HANDS;
    }

    /** Whether subscribers have taken it, now or before. */
    boolean isOver() {
        return state == State.TAKEN || state == State.KNOWN;
    }

    boolean wasKnown() {
        return state == State.KNOWN;
    }

    void know() {
        state = State.KNOWN;
    }

    void handTo(Subscribers subscribers) {
        state = State.IN_HANDS;
        subscribers.deliver(message, this);
    }

    @Override
    public void taken() {
        state = State.TAKEN;
        owner.taken(this);
    }

    @Override
    public void returned() {
        state = State.WAITING;
        owner.returned(this);
    }
}
