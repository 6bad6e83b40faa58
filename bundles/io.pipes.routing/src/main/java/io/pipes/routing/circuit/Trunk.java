// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.circuit;

import io.pipes.base.Bytes;
import io.pipes.base.Cancellable;
import io.pipes.base.MalformedException;
import io.pipes.base.TokenBucket;
import io.pipes.base.id.NodeId;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.node.Exchange;
import io.pipes.spi.node.NodeContext;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The link to one peer as circuits of one kind see it: which there are, and whose turn it is to send. They take turns, a message each, and
 * only as long as the link takes more, so what waits for it waits in the circuits, each within its window.
 *
 * <p>A link outlives this object, or that of the other side, when the bundle is replaced. So each says HELLO first, to which the other side
 * forgets every circuit and says WELCOME; what was said before that concerns a life that is over.
 */
final class Trunk {
    /** A link without a connection for so long breaks its circuits: another way is found faster than a connection that takes longer. */
    static final Duration PATIENCE = Duration.ofMillis(50);

    /** How many circuits the other side may open at once, and then in each second. */
    private static final int OPENINGS = 256;

    private static final int OPENINGS_PER_SECOND = 64;

    /** How soon after something was said beside the link something is said on it. */
    private static final Duration BESIDE = Duration.ofMillis(50);

    /** A greeting ends all circuits of a link, so it may come less often. */
    private static final int GREETING_COST = 16;

    private final Exchange exchange;
    private final CircuitKind kind;
    private final NodeContext node;
    private final Arrival arrival;
    private final Bypasses bypasses;
    private final Labels labels;
    private final TokenBucket openings;
    private final long nonce;
    private final ArrayDeque<Hop> turns = new ArrayDeque<>();
    private final Set<Bypass> draining = new LinkedHashSet<>();
    private @Nullable Hop[] hops = new Hop[16];
    private Cancellable timer = () -> {};
    private boolean welcomed;
    private boolean interrupted;
    private boolean over;
    private boolean pumping;
    private boolean besideDue;

    Trunk(NodeContext node, CircuitKind kind, Exchange exchange, Arrival arrival, Bypasses bypasses) {
        this.exchange = exchange;
        this.kind = kind;
        this.node = node;
        this.arrival = arrival;
        this.bypasses = bypasses;
        labels = new Labels(node.id().compareTo(exchange.peer()) < 0);
        openings = new TokenBucket(node.clock(), OPENINGS, OPENINGS_PER_SECOND);
        nonce = node.randomness().nextLong();
    }

    void begin() {
        say(Messages.greeting(MessageType.HELLO, nonce));
    }

    NodeId peer() {
        return exchange.peer();
    }

    CircuitKind kind() {
        return kind;
    }

    Exchange exchange() {
        return exchange;
    }

    Loop loop() {
        return node.loop();
    }

    /** The dedicated connections of all circuits. */
    Bypasses bypasses() {
        return bypasses;
    }

    /** A number for a dedicated connection that was not used before. */
    long freshNumber() {
        return node.randomness().nextLong();
    }

    /** Whether circuits can be opened over it now. */
    boolean usable() {
        return welcomed && !interrupted && !over;
    }

    /** Asks the peer to open a circuit; null if this side has as many as it may. */
    @Nullable
    Hop open(OpenRequest request, Hop.Occupant occupant) {
        int label = labels.take();
        if (label < 0) {
            return null;
        }
        Hop hop = add(label, true);
        hop.occupy(occupant);
        say(request.encode(label));
        return hop;
    }

    private Hop add(int label, boolean own) {
        if (label >= hops.length) {
            hops = Arrays.copyOf(hops, Math.min(Labels.END, Math.max(label + 1, 2 * hops.length)));
        }
        Hop hop = new Hop(this, label, own);
        hops[label] = hop;
        return hop;
    }

    void forget(Hop hop) {
        hops[hop.label()] = null;
        labels.free(hop.label());
    }

    /** How many circuits there are on it, those included that only wait for the other side's last word. */
    int circuits() {
        return (int) Arrays.stream(hops).filter(Objects::nonNull).count();
    }

    // what leaves

    void say(Bytes message) {
        exchange.send(message);
    }

    /** Says what is in a message of data under another head, without a copy of it. */
    void sayData(Bytes head, Bytes message) {
        exchange.send(head, message, Messages.HEADER);
    }

    /**
     * A circuit has sent something beside the link. Only what is said on the link is confirmed there, and shows soon when the other side
     * is gone.
     */
    void besideSent() {
        if (!besideDue) {
            besideDue = true;
            node.loop().schedule(BESIDE, this::sayBeside);
        }
    }

    private void sayBeside() {
        besideDue = false;
        arrival.beside(peer());
    }

    /** Something was said beside the link. */
    void sayItWasBeside() {
        say(Messages.BESIDE);
    }

    /** A bypass is there for nothing but what is still on its way, on behalf of a circuit that is over. */
    void draining(Bypass bypass) {
        draining.add(bypass);
    }

    void drained(Bypass bypass) {
        draining.remove(bypass);
    }

    /** A circuit has something to send. */
    void queue(Hop hop) {
        turns.addLast(hop);
        pump();
    }

    void leaveTurns(Hop hop) {
        if (turns.remove(hop)) {
            hop.leftTurns();
        }
    }

    /** Lets one after the other send, as long as the link takes it. */
    void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        try {
            while (!turns.isEmpty() && exchange.writable()) {
                turns.removeFirst().takeTurn();
            }
        } finally {
            pumping = false;
        }
    }

    // what arrives

    void received(Bytes message) {
        if (over) {
            return;
        }
        try {
            read(Messages.type(message), message);
        } catch (MalformedException e) {
            end();
            exchange.misbehaved(e.reason());
        }
    }

    private void read(MessageType type, Bytes message) throws MalformedException {
        if (type == MessageType.HELLO) {
            greeted(Messages.nonce(message));
        } else if (type == MessageType.WELCOME) {
            // An answer to a greeting of a life before this one comes first, and says nothing about this one.
            welcomed |= Messages.nonce(message) == nonce;
        } else if (type == MessageType.BESIDE) {
            Messages.checkBeside(message);
        } else if (welcomed) {
            readOfCircuit(type, message);
        }
    }

    private void greeted(long theirs) throws MalformedException {
        checkPace(GREETING_COST);
        forgetAll();
        say(Messages.greeting(MessageType.WELCOME, theirs));
    }

    private void checkPace(int times) throws MalformedException {
        if (!openings.take(times)) {
            throw new MalformedException("greets without end");
        }
    }

    private void readOfCircuit(MessageType type, Bytes message) throws MalformedException {
        int label = Messages.label(message);
        Hop hop = label < hops.length ? hops[label] : null;
        if (type == MessageType.OPEN) {
            openFor(label, hop, message);
        } else if (hop == null) {
            throw new MalformedException("message about a circuit that is not there");
        } else {
            hop.heard(type, message);
        }
    }

    private void openFor(int label, @Nullable Hop there, Bytes message) throws MalformedException {
        if (there != null || labels.own(label)) {
            throw new MalformedException("label is taken");
        }
        OpenRequest request = OpenRequest.decode(message);
        request.check(node.id(), peer());
        Hop hop = add(label, false);
        if (openings.take(1)) {
            arrival.asked(this, hop, request);
        } else {
            hop.refuse(new Refusal(Refusal.Reason.NO_ROOM, node.id()));
        }
    }

    // what becomes of the link

    void interrupted() {
        if (!interrupted) {
            interrupted = true;
            timer = node.loop().schedule(PATIENCE, this::sever);
        }
    }

    void restored() {
        interrupted = false;
        timer.cancel();
        pump();
    }

    /** Ends all circuits, and says so when the link can be used again. */
    void sever() {
        for (Hop hop : hops.clone()) {
            if (hop != null) {
                hop.sever();
            }
        }
        List.copyOf(draining).forEach(Bypass::breakOff);
    }

    /** The link or the other side's life is over: there is nobody to say it to. */
    private void forgetAll() {
        @Nullable Hop[] before = hops;
        hops = new Hop[16];
        labels.freeAll();
        turns.clear();
        for (Hop hop : before) {
            if (hop != null) {
                hop.vanish();
            }
        }
        List.copyOf(draining).forEach(Bypass::breakOff);
    }

    /** The link is over. */
    void end() {
        over = true;
        timer.cancel();
        forgetAll();
    }

    /** Decides about circuits that a peer asks for. */
    interface Arrival {
        /** Accepts it, refuses it, or lets it wait. */
        void asked(Trunk from, Hop hop, OpenRequest request);

        /** Something was said to this peer beside the link lately, which the link should know. */
        void beside(NodeId peer);
    }
}
