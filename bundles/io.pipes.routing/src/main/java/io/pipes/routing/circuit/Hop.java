// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.circuit;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One circuit on one link, seen from one side: its label, its credit both ways, and who it is for here. One that carries much gets a
 * {@link Bypass}, on which neither is needed.
 *
 * <pre>
 *   OPENING --OPENED--> OPEN --our last word--> CLOSING --theirs--> GONE
 *      +------our last word (CLOSE, REFUSED)------^                  ^
 *      +------their last word, to which ours is the answer ----------+   (from OPEN as well; the end of the link leads there from anywhere)
 * </pre>
 *
 * <p>In CLOSING whatever still comes was said before the other side knew, and counts for nothing.
 */
final class Hop {
    /** A circuit that has carried so much on a link gets a dedicated connection there, in bytes. */
    static final int ENOUGH = 64 << 10;

    private enum State {
        OPENING,
        OPEN,
        CLOSING,
        GONE
    }

    private final Trunk trunk;
    private final int label;
    private final boolean own;
    private final int window;
    private final Bytes dataHead;
    private State state = State.OPENING;
    private Occupant occupant = Occupant.NOBODY;
    private int credit;
    private int left;
    private int owed;
    private int carried;
    private boolean waiting;
    private @Nullable Bypass bypass;

    /** @param own whether this side has asked for it */
    Hop(Trunk trunk, int label, boolean own) {
        this.trunk = trunk;
        this.label = label;
        this.own = own;
        window = trunk.kind().window();
        dataHead = Messages.dataHead(label);
        credit = window;
        left = window;
    }

    int label() {
        return label;
    }

    /** Who it is for from now on. */
    void occupy(Occupant next) {
        occupant = next;
    }

    /** How much may be on its way and wait in each direction without a connection of its own, in bytes. */
    int window() {
        return window;
    }

    Occupant occupant() {
        return occupant;
    }

    boolean opening() {
        return state == State.OPENING;
    }

    boolean open() {
        return state == State.OPEN;
    }

    // what is said

    /** The way is there up to the target. */
    void accept() {
        if (state == State.OPENING) {
            state = State.OPEN;
            trunk.say(Messages.opened(label));
            want();
        }
    }

    void refuse(Refusal refusal) {
        if (state == State.OPENING) {
            end();
            trunk.say(refusal.encode(label));
        }
    }

    /** Says the last word; the occupant hears no more. */
    void close(Ending ending) {
        if (state == State.OPENING || state == State.OPEN) {
            end();
            trunk.say(Messages.close(label, ending));
        }
        endBypass(ending);
    }

    private void endBypass(Ending ending) {
        Bypass ended = bypass;
        bypass = null;
        if (ended != null) {
            ended.end(ending);
        }
    }

    private void end() {
        state = State.CLOSING;
        occupant = Occupant.NOBODY;
        trunk.leaveTurns(this);
    }

    /** The occupant has handled, or passed on, what cost so much: the other side may send as much again. */
    void release(int cost) {
        owed += cost;
        if (state == State.OPEN && owed >= window / 4 && !receivesBypass()) {
            left += owed;
            trunk.say(Messages.credit(label, owed));
            owed = 0;
        }
    }

    /** The occupant has something to send. */
    void want() {
        if (streams()) {
            stream();
        } else if (!waiting && maySend()) {
            waiting = true;
            trunk.queue(this);
        }
    }

    private boolean maySend() {
        int next = state == State.OPEN ? occupant.nextPayload() : 0;
        return next > 0 && Messages.cost(next) <= credit;
    }

    /** It is this one's turn: sends a message. */
    void takeTurn() {
        waiting = false;
        if (streams()) {
            stream();
        } else if (maySend()) {
            Bytes message = occupant.next();
            credit -= Messages.cost(message);
            trunk.sayData(dataHead, message);
            carried(Messages.cost(message));
            occupant.sent();
            want();
        }
    }

    /** Who has asked for a circuit asks for its connection as well, once it is worth one. */
    private void carried(int cost) {
        if (own && bypass == null && state == State.OPEN) {
            carried += cost;
            if (carried >= ENOUGH) {
                bypass = new Bypass(this, trunk, trunk.freshNumber());
                bypass.ask();
            }
        }
    }

    // over a connection of its own

    /** Whether what the occupant has to say leaves as it is, without messages and credit. */
    boolean streams() {
        return bypass != null && bypass.sending();
    }

    /** Whether the connection takes more; only if it {@link #streams}. */
    boolean takesMore() {
        return bypass != null && bypass.writable();
    }

    /** Hands bytes to the connection; only if it {@link #streams}, and nothing else waits. */
    void stream(ByteBuffer bytes) {
        if (bypass != null) {
            bypass.write(bytes);
        }
    }

    void flush() {
        if (bypass != null) {
            bypass.flush();
        }
    }

    /** Lets what waits in messages leave. */
    private void stream() {
        boolean written = false;
        while (streams() && takesMore() && occupant.nextPayload() > 0) {
            stream(Messages.payload(occupant.next()));
            written = true;
            occupant.sent();
        }
        if (written) {
            flush();
        }
    }

    /** The connection takes more again. */
    void writable() {
        stream();
        if (streams() && takesMore()) {
            occupant.relieved();
        }
    }

    /** The occupant wants no more of what comes over the connection for now. */
    void hold() {
        if (bypass != null) {
            bypass.hold();
        }
    }

    /** The occupant wants more again. */
    void resume() {
        if (bypass != null) {
            bypass.release();
        }
    }

    private boolean receivesBypass() {
        return bypass != null && bypass.receiving();
    }

    /** It has lost its place among those that wait. */
    void leftTurns() {
        waiting = false;
    }

    // what is heard

    void heard(MessageType type, Bytes message) throws MalformedException {
        switch (type) {
            case DATA -> data(message);
            case CREDIT -> credited(Messages.credit(message));
            case OPENED -> opened(message);
            case REFUSED -> refused(Refusal.decode(message));
            case CLOSE -> closed(Messages.ending(message));
            case BYPASS -> bypass(Messages.bypass(message));
            case SWITCH -> switched(message);
            default -> throw new MalformedException("message makes no sense here");
        }
    }

    private void data(Bytes message) throws MalformedException {
        Messages.checkData(message);
        int cost = Messages.cost(message);
        if (state == State.OPENING || cost > left || receivesBypass()) {
            throw new MalformedException("data without credit");
        }
        left -= cost;
        if (state == State.OPEN) {
            occupant.arrived(message);
            carried(cost);
        }
    }

    private void credited(int amount) throws MalformedException {
        if (state == State.OPEN) {
            if (amount < 1 || amount > window - credit) {
                throw new MalformedException("credit beyond the window");
            }
            credit += amount;
            want();
        } else if (state == State.OPENING) {
            throw new MalformedException("credit for what is not open");
        }
    }

    private void opened(Bytes message) throws MalformedException {
        Messages.checkOpened(message);
        if (state == State.OPENING && own) {
            state = State.OPEN;
            occupant.opened();
            want();
        } else if (state != State.CLOSING) {
            throw new MalformedException("opened what was not asked for");
        }
    }

    private void bypass(long number) throws MalformedException {
        if (state == State.OPENING || bypass == null && own || bypass != null && bypass.number() != number) {
            if (state != State.CLOSING) {
                throw new MalformedException("speaks of a connection that nobody asked for");
            }
        } else if (state == State.OPEN) {
            if (bypass == null) {
                bypass = new Bypass(this, trunk, number);
            }
            bypass.agree();
        }
    }

    private void switched(Bytes message) throws MalformedException {
        Messages.checkSwitched(message);
        if (state == State.OPEN && bypass != null) {
            bypass.switched();
        } else if (state != State.CLOSING) {
            throw new MalformedException("goes over to a connection that is not there");
        }
    }

    private void refused(Refusal refusal) throws MalformedException {
        if (!own || state == State.OPEN) {
            throw new MalformedException("refused what was not asked for");
        }
        Occupant told = occupant;
        close(Ending.BROKEN);
        gone();
        told.refused(refusal);
    }

    private void closed(Ending ending) {
        Occupant told = occupant;
        boolean more = ending == Ending.DRAINED && state == State.OPEN && bypass != null && bypass.awaited();
        if (more) {
            end();
            trunk.say(Messages.close(label, ending));
            bypass.drainTo(told);
            gone();
        } else {
            close(ending);
            gone();
            told.closed(ending);
        }
    }

    private void gone() {
        state = State.GONE;
        trunk.forget(this);
    }

    /** The link does not answer, or has forgotten: ends it, and tells the occupant. */
    void sever() {
        Occupant told = occupant;
        close(Ending.BROKEN);
        told.closed(Ending.BROKEN);
    }

    /** The trunk has forgotten it already. */
    void vanish() {
        Occupant told = occupant;
        state = State.GONE;
        occupant = Occupant.NOBODY;
        endBypass(Ending.BROKEN);
        told.closed(Ending.BROKEN);
    }

    /** Who a circuit is for on this side of a link. */
    interface Occupant {
        /** Hears nothing and says nothing. */
        Occupant NOBODY = ending -> {};

        /** The target can be reached. */
        default void opened() {}

        /** It ends before it was there. */
        default void refused(Refusal refusal) {}

        /** A message of data, for which {@link Hop#release} is due. */
        default void arrived(Bytes data) {}

        /** There is to be a connection of the circuit's own: whether there is memory for what it queues, which is taken then. */
        default boolean takeRoomBeside() {
            return true;
        }

        /** There is none after all. */
        default void giveRoomBack() {}

        /** Bytes that came over the connection of the circuit's own; the buffer is valid during the call only. */
        default void streamed(ByteBuffer bytes) {}

        /** That connection takes more again, and nothing waits. */
        default void relieved() {}

        /** How many bytes the next message to send carries; 0 if there is none. */
        default int nextPayload() {
            return 0;
        }

        /** That message. What it has for a head counts for nothing: each link has its own. */
        default Bytes next() {
            throw new IllegalStateException("There is nothing to send");
        }

        /** The message has been handed over. */
        default void sent() {}

        /** It ends, by what the other side said or because the link ended. */
        void closed(Ending ending);
    }
}
