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
 *   ASKING --both sides are ready--> CONNECTING --connected--> THERE --the circuit ends, or it does--> OVER
 *      +--------- there is none to be had: the circuit does without -------------------------------------^
 * </pre>
 */
final class Bypass implements ConnectionHandler {
    /** The last bytes of a side that has closed may take so long. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    /** A connection that ends may be overtaken by it: so long the word on the link that says why is waited for. */
    private static final Duration EXPLANATION = Duration.ofMillis(250);

    private enum State {
        ASKING,
        CONNECTING,
        THERE,
        OVER
    }

    private final Hop hop;
    private final Trunk trunk;
    private final long number;
    private final ArrayDeque<Bytes> early = new ArrayDeque<>();
    private State state = State.ASKING;
    private @Nullable Connection connection;
    private Hop.@Nullable Occupant heir;
    private Cancellable timer = () -> {};
    private boolean sending;
    private boolean receiving;
    private boolean held;

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
        if (!trunk.exchange().caller()) {
            trunk.say(Messages.bypass(hop.label(), number));
        }
    }

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
        hop.writable();
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

    private void read() {
        while (receiving && !held && !early.isEmpty()) {
            occupant().streamed(early.removeFirst().buffer());
        }
        if (receiving && !held && connection != null) {
            connection.resume();
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
        return receiving && state != State.OVER;
    }

    /** The hop is over, but for what is still on its way here. */
    void drainTo(Hop.Occupant rest) {
        heir = rest;
        timer.cancel();
        timer = trunk.loop().schedule(LINGER, () -> {
            end(Ending.BROKEN);
            rest.closed(Ending.BROKEN);
        });
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
        Hop.Occupant rest = heir;
        if (state == State.OVER) {
            return;
        }
        over();
        if (rest != null) {
            rest.closed(Ending.DRAINED);
        } else {
            timer = trunk.loop().schedule(EXPLANATION, hop::sever);
        }
    }

    private void over() {
        if (state == State.CONNECTING || state == State.THERE) {
            trunk.bypasses().free(trunk.peer());
        }
        state = State.OVER;
        connection = null;
        heir = null;
        timer.cancel();
        early.clear();
    }
}
