// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.circuit;

import io.pipes.base.Bytes;
import io.pipes.base.Cancellable;
import io.pipes.base.MalformedException;
import io.pipes.spi.transport.Connection;
import io.pipes.spi.transport.ConnectionHandler;
import io.pipes.spi.transport.TransportException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The dedicated connection of a circuit on one link. What travels on a circuit is sealed by its ends, so on such a connection it is passed
 * on as it is: a relay neither opens nor seals it, and what holds back a writer is the connection itself. Each side goes over to it on its
 * own, with SWITCH as its last word about data on the link, so the order holds.
 *
 * <pre>
 *   ASKING --both sides are ready--> CONNECTING --connected--> THERE --the other side has ended it--> ENDED --all is read--> OVER
 *      +--- there is none to be had: the circuit does without ----+--- the circuit ends -----------------+------------------^
 * </pre>
 */
final class Bypass implements ConnectionHandler {
    /** The last bytes of a side that has closed may take so long. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    /** A connection may be over before the words on the link that say why: so long they are waited for. */
    static final Duration EXPLANATION = Duration.ofSeconds(1);

    private enum State {
        ASKING,
        CONNECTING,
        THERE,
        ENDED,
        OVER
    }

    private final Hop hop;
    private final Trunk trunk;
    private final long number;

    /** What has come before it may be handed over. */
    private final ArrayDeque<Bytes> early = new ArrayDeque<>();

    private State state = State.ASKING;
    private @Nullable Connection connection;
    private Hop.@Nullable Occupant heir;
    private Cancellable timer = () -> {};
    private boolean sending;
    private boolean receiving;
    private boolean held;
    private boolean readDue;

    /** @param number the same on both sides, and never used before on this link */
    Bypass(Hop hop, Trunk trunk, long number) {
        this.hop = hop;
        this.trunk = trunk;
        this.number = number;
    }

    long number() {
        return number;
    }

    /** The one that can be called is ready first; so this side says that it is, or waits until the other one has said so. */
    void ask() {
        if (trunk.exchange().caller()) {
            trunk.say(Messages.bypass(hop.label(), number));
        } else {
            agree();
        }
    }

    /** The other side has said that it is ready. */
    void agree() {
        if (state != State.ASKING || !takeRoom()) {
            return;
        }
        state = State.CONNECTING;
        trunk.exchange().dedicated(number, this).whenComplete(this::connected);
        if (state == State.CONNECTING && !trunk.exchange().caller()) {
            trunk.say(Messages.bypass(hop.label(), number));
        }
    }

    /** A descriptor counts until the connection is gone, however this ends. */
    private boolean takeRoom() {
        boolean descriptor = trunk.bypasses().take(trunk.peer());
        boolean memory = descriptor && hop.occupant().takeRoomBeside();
        if (descriptor && !memory) {
            trunk.bypasses().free(trunk.peer());
        }
        return memory;
    }

    private void connected(@Nullable Connection made, @Nullable Throwable failure) {
        if (made == null) {
            trunk.bypasses().free(trunk.peer());
            failed();
        } else if (state == State.OVER) {
            made.abort();
        } else {
            state = State.THERE;
            connection = made;
            goOver();
            read();
        }
    }

    private void failed() {
        Hop.Occupant rest = heir;
        occupant().giveRoomBack();
        over();
        if (rest != null) {
            rest.closed(Ending.BROKEN);
        } else if (receiving) {
            hop.sever();
        }
    }

    private void goOver() {
        if (hop.open()) {
            trunk.say(Messages.switched(hop.label()));
            sending = true;
            hop.want();
        }
    }

    // what leaves

    /** Whether what this side says goes over the connection. */
    boolean sending() {
        return sending;
    }

    boolean writable() {
        return connection != null && connection.writable();
    }

    void write(ByteBuffer bytes) {
        if (connection != null) {
            connection.write(bytes);
            trunk.besideSent();
        }
    }

    void flush() {
        if (connection != null) {
            connection.flush();
        }
    }

    @Override
    public void writable(Connection source) {
        if (state == State.THERE) {
            hop.writable();
        }
    }

    // what arrives

    /** Whether what the other side says comes over the connection. */
    boolean receiving() {
        return receiving;
    }

    /** Everything that the other side has said on the link has arrived. */
    void switched() throws MalformedException {
        if (receiving || state == State.ASKING) {
            throw new MalformedException("goes over to a connection that is not there");
        }
        receiving = true;
        if (state == State.OVER) {
            hop.sever();
        } else {
            read();
        }
    }

    /** Goes on with what is there already, and then with what comes. */
    private void read() {
        if (!receiving || held) {
            return;
        }
        if (!early.isEmpty() || state == State.ENDED) {
            readSoon();
        } else if (connection != null) {
            connection.resume();
        }
    }

    /** Not from within a link that is reading, whose memory whoever is above this circuit will want for its own; nor from within a reader. */
    private void readSoon() {
        if (!readDue) {
            readDue = true;
            trunk.loop().execute(this::readEarly);
        }
    }

    private void readEarly() {
        readDue = false;
        while (receiving && !held && !early.isEmpty()) {
            occupant().streamed(early.removeFirst().buffer());
        }
        if (early.isEmpty() && state == State.ENDED) {
            drained();
        } else if (early.isEmpty()) {
            read();
        }
    }

    /** The occupant wants no more for now; what was read already still comes. */
    void hold() {
        held = true;
        if (connection != null) {
            connection.pause();
        }
    }

    void release() {
        if (held) {
            held = false;
            read();
        }
    }

    private Hop.Occupant occupant() {
        return heir == null ? hop.occupant() : heir;
    }

    @Override
    public void received(Connection source, ByteBuffer bytes) {
        if (receiving && early.isEmpty()) {
            occupant().streamed(bytes);
        } else if (state != State.OVER) {
            early.addLast(Bytes.copyOf(bytes));
        }
    }

    // the end

    /** Whether there may be more to come, though the other side has said its last word. */
    boolean awaited() {
        return receiving && state != State.OVER && (state != State.ENDED || !early.isEmpty());
    }

    /** The hop is over, but for what is still on its way here. */
    void drainTo(Hop.Occupant rest) {
        heir = rest;
        trunk.draining(this);
        timer.cancel();
        timer = trunk.loop().schedule(LINGER, this::breakOff);
    }

    /** What was still on its way does not count any more. */
    void breakOff() {
        Hop.Occupant rest = heir;
        end(Ending.BROKEN);
        if (rest != null) {
            rest.closed(Ending.BROKEN);
        }
    }

    /** This side has said its last word, or cannot say it any more. */
    void end(Ending ending) {
        Connection ended = connection;
        over();
        if (ended != null && ending == Ending.DRAINED) {
            ended.close();
        } else if (ended != null) {
            ended.abort();
        }
    }

    @Override
    public void closed(Connection source, TransportException why) {
        trunk.bypasses().free(trunk.peer());
        if (state == State.THERE) {
            state = State.ENDED;
            connection = null;
            if (heir == null) {
                timer = trunk.loop().schedule(EXPLANATION, hop::sever);
            }
            read();
        }
    }

    /** The connection has ended, and all that came over it has been handed over. */
    private void drained() {
        Hop.Occupant rest = heir;
        if (rest != null) {
            over();
            rest.closed(Ending.DRAINED);
        }
    }

    private void over() {
        state = State.OVER;
        connection = null;
        heir = null;
        timer.cancel();
        early.clear();
        trunk.drained(this);
    }
}
