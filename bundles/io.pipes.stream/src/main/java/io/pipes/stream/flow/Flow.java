// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.stream.flow;

import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.spi.node.Exchange;
import io.pipes.spi.stream.ByteStream;
import io.pipes.spi.stream.ByteStreamHandler;
import io.pipes.spi.stream.StreamEnding;
import io.pipes.stream.wire.StreamMessage;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream at one of its ends.
 *
 * <pre>
 *   opened here:   ASKING --the other side takes it--> OPEN
 *   opened there:  OFFERED --accept()--> OPEN
 *   any --reset()--> RESETTING --the other side has forgotten it--> OVER
 *   any --the other side resets it, it is lost, both directions have ended--> OVER
 * </pre>
 */
final class Flow implements ByteStream {
    private static final Logger LOG = LoggerFactory.getLogger(Flow.class);

    private enum State {
        ASKING,
        OFFERED,
        OPEN,
        RESETTING,
        OVER
    }

    private final FlowTable table;
    private final long id;
    private final String service;
    private final String argument;
    private final Outgoing outgoing;
    private final Incoming incoming;
    private State state;
    private @Nullable ByteStreamHandler handler;
    private StreamEnding ending = StreamEnding.RESET;
    private boolean openDue;
    private boolean asked;
    private boolean stateDue;
    private boolean queued;
    private boolean unconfirmed;
    private boolean full;
    private boolean delivering;

    private Flow(FlowTable table, long id, String service, String argument, State state, long limit, Window window) {
        this.table = table;
        this.id = id;
        this.service = service;
        this.argument = argument;
        this.state = state;
        outgoing = new Outgoing(limit);
        incoming = new Incoming(window);
    }

    /** One that this side opens. */
    static Flow asked(
            FlowTable table,
            long id,
            String service,
            String argument,
            long early,
            Window window,
            ByteStreamHandler handler) {
        Flow flow = new Flow(table, id, service, argument, State.ASKING, early, window);
        flow.handler = handler;
        flow.openDue = true;
        flow.incoming.pause(false);
        return flow;
    }

    /** One that the other side has opened. */
    static Flow offered(FlowTable table, long id, String service, String argument, long limit, Window window) {
        return new Flow(table, id, service, argument, State.OFFERED, limit, window);
    }

    long id() {
        return id;
    }

    @Override
    public NodeId peer() {
        return table.peer();
    }

    @Override
    public String service() {
        return service;
    }

    @Override
    public String argument() {
        return argument;
    }

    boolean undecided() {
        return state == State.ASKING || state == State.OFFERED;
    }

    /** Whether the other side cannot have heard of it, in no life and over no link. */
    boolean unheard() {
        return !asked && state == State.ASKING;
    }

    // what the program does

    @Override
    public void accept(ByteStreamHandler newHandler) {
        if (handler != null) {
            throw new IllegalStateException("Only a stream that was offered can be accepted, and once");
        }
        handler = Objects.requireNonNull(newHandler);
        if (state != State.OFFERED) {
            table.later(() -> inform(given -> given.closed(this, ending)));
            return;
        }
        state = State.OPEN;
        table.decided(this);
        stateDue = true;
        incoming.pause(false);
        table.ready(this);
        deliver();
    }

    @Override
    public void write(ByteBuffer bytes) {
        if (isOpen() || state == State.ASKING) {
            outgoing.write(bytes);
            full |= !outgoing.writable();
            table.ready(this);
        }
    }

    @Override
    public boolean writable() {
        return (isOpen() || state == State.ASKING) && outgoing.writable();
    }

    @Override
    public void end() {
        if (isOpen() || state == State.ASKING) {
            outgoing.end();
            table.ready(this);
            finishIfDone();
        }
    }

    @Override
    public void reset(StreamEnding why) {
        if (state == State.RESETTING || state == State.OVER) {
            return;
        }
        boolean unheard = unheard();
        drop(State.RESETTING);
        ending = why;
        if (unheard) {
            forget();
        } else {
            table.ready(this);
        }
    }

    @Override
    public void pause() {
        incoming.pause(true);
    }

    @Override
    public void resume() {
        if (isOpen() || state == State.ASKING) {
            incoming.pause(false);
            deliver();
            acknowledge();
        }
    }

    private boolean isOpen() {
        return state == State.OPEN;
    }

    // what the other side says

    void data(StreamMessage message) throws MalformedException {
        if (state == State.RESETTING) {
            return;
        }
        requireTaken();
        incoming.add(message.offset(), message.piece());
        deliver();
        acknowledge();
    }

    void ended(StreamMessage message) throws MalformedException {
        if (state == State.RESETTING) {
            return;
        }
        requireTaken();
        incoming.end(message.offset());
        deliver();
        acknowledge();
    }

    /** Who is asked says nothing before it has taken the stream. */
    private void requireTaken() throws MalformedException {
        if (state == State.ASKING) {
            throw new MalformedException("bytes of a stream that it has not taken");
        }
    }

    void confirmed(StreamMessage message) throws MalformedException {
        if (state == State.RESETTING) {
            return;
        }
        outgoing.confirm(message.received(), message.limit());
        if (state == State.ASKING && message.taken()) {
            state = State.OPEN;
            table.decided(this);
            inform(given -> given.opened(this));
        }
        table.ready(this);
        finishIfDone();
    }

    /** The other side knows nothing of it. */
    void gone() {
        boolean done = outgoing.ended() && incoming.finished();
        close(done ? StreamEnding.FINISHED : StreamEnding.LOST);
    }

    /** It is over, and the other side need not hear of it. */
    void close(StreamEnding why) {
        boolean silent = state == State.RESETTING || state == State.OVER;
        drop(State.OVER);
        forget();
        if (!silent) {
            ending = why;
        }
        if (!silent) {
            inform(given -> given.closed(this, why));
        }
    }

    private void drop(State next) {
        state = next;
        outgoing.clear();
        incoming.close();
        table.decided(this);
    }

    private void forget() {
        state = State.OVER;
        table.forget(this);
    }

    private void finishIfDone() {
        if (isOpen() && outgoing.finished() && incoming.finished() && !stateDue) {
            close(StreamEnding.FINISHED);
        }
    }

    // what goes to the program

    private void deliver() {
        if (delivering) {
            return;
        }
        delivering = true;
        try {
            ByteBuffer bytes = isOpen() ? incoming.next(table.roundTrip()) : null;
            while (bytes != null) {
                ByteBuffer given = bytes;
                inform(reader -> reader.received(this, given));
                bytes = isOpen() ? incoming.next(table.roundTrip()) : null;
            }
            if (isOpen() && incoming.takeEnd()) {
                stateDue = true;
                table.ready(this);
                inform(reader -> reader.ended(this));
            }
        } finally {
            delivering = false;
        }
    }

    /** A program that fails has lost track of its stream. */
    private void inform(Consumer<ByteStreamHandler> event) {
        ByteStreamHandler told = handler;
        if (told == null) {
            return;
        }
        try {
            event.accept(told);
        } catch (RuntimeException e) {
            LOG.warn("Who uses a stream of {} with {} has failed; the stream is reset", service, peer(), e);
            reset(StreamEnding.FAILED);
        }
    }

    // what leaves

    /** The other side should hear how far this one is, now or in a while. */
    private void acknowledge() {
        if (state == State.RESETTING || state == State.OVER) {
            return;
        }
        if (incoming.worthTelling()) {
            stateDue = true;
            table.ready(this);
        } else if (!unconfirmed && incoming.unconfirmed()) {
            unconfirmed = true;
            table.unconfirmed(this);
        }
    }

    /** The other side has waited a while for a word. */
    void confirmNow() {
        unconfirmed = false;
        if (incoming.unconfirmed() && state != State.OVER && state != State.RESETTING) {
            stateDue = true;
            table.ready(this);
        }
    }

    /** There is another link: what was said on the last one may not have come. */
    void restate() {
        outgoing.hold();
        if (state == State.ASKING) {
            openDue = true;
        } else {
            stateDue = true;
        }
    }

    /** The other side has not heard whether this one takes it, and so nothing of what this one has written. */
    void askedAgain(StreamMessage open) throws MalformedException {
        if (state != State.RESETTING) {
            outgoing.confirm(0, open.openLimit());
            stateDue = true;
            table.ready(this);
        }
    }

    /** Nobody has decided about it in time. */
    void giveUp(StreamEnding why) {
        reset(why);
        inform(given -> given.closed(this, why));
    }

    /** Its turn is forgotten with the link that it waited for. */
    void unqueue() {
        queued = false;
    }

    /** Whether it waits for its turn already; then this one stands for what has come up since. */
    boolean queue() {
        boolean before = queued;
        queued = true;
        return before;
    }

    /** Says one thing, if there is one to be said. @return whether there is more */
    boolean emit(Exchange exchange) {
        queued = false;
        if (state == State.OVER) {
            return false;
        }
        if (state == State.RESETTING) {
            exchange.send(StreamMessage.reset(id, ending.code()));
            return false;
        }
        if (openDue) {
            openDue = false;
            asked = true;
            exchange.send(StreamMessage.open(id, incoming.raiseLimit(), service, argument));
        } else if (stateDue) {
            stateDue = false;
            exchange.send(StreamMessage.state(id, incoming.tell(), incoming.raiseLimit(), state != State.OFFERED));
            finishIfDone();
        } else if (outgoing.ready()) {
            outgoing.emit(id, exchange);
        }
        return openDue || stateDue || outgoing.ready();
    }

    /** Some of what waited has left. */
    void relieve() {
        if (full && writable()) {
            full = false;
            inform(given -> given.writable(this));
        }
    }

    @Override
    public String toString() {
        return service + " with " + peer();
    }
}
