// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.network;

import io.pipes.base.Cancellable;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a connection: what the sender has queued, what is on its way, and the window that holds the sender back while the
 * receiver does not read. Everything here happens on the thread of virtual time; delays make up for the distance.
 */
final class Flow {
    private static final int WINDOW = 256 << 10;
    private static final int SEGMENT = 16 << 10;
    private static final byte[] NOTHING = new byte[0];

    private final SimulatedNetwork network;
    private final SimulatedConnection sender;
    private final SimulatedConnection receiver;
    private final Path path;
    private final Path back;

    private final ByteQueue unsent = new ByteQueue();
    private final ArrayDeque<Segment> inFlight = new ArrayDeque<>();
    private final ArrayDeque<Acknowledgement> acknowledgements = new ArrayDeque<>();
    private long flushed;
    private int windowUsed;
    private int unacknowledgedReads;
    private long lastArrival;
    private boolean endWanted;
    private boolean endSent;
    private boolean stalled;
    /** Too much was lost: nothing is sent any more, what is on the way still arrives. */
    private boolean broken;

    private boolean dead;
    private @Nullable Cancellable arrival;
    private @Nullable Cancellable windowTimer;
    private @Nullable Cancellable giveUp;

    private record Acknowledgement(long at, int bytes) {}

    Flow(SimulatedNetwork network, SimulatedConnection sender, SimulatedConnection receiver) {
        this.network = network;
        this.sender = sender;
        this.receiver = receiver;
        path = network.path(sender.host(), receiver.host());
        back = network.path(receiver.host(), sender.host());
        path.add(this);
        back.add(this);
    }

    long queued() {
        return unsent.size();
    }

    void write(ByteBuffer bytes) {
        unsent.add(bytes);
    }

    void flush() {
        flushed = unsent.size();
        send();
    }

    /** Sends what is queued and then the end. */
    void end() {
        endWanted = true;
        flush();
    }

    boolean endSent() {
        return endSent;
    }

    /** Forgets what is queued and tells the receiver, if the path lets it. */
    void reset() {
        unsent.clear();
        flushed = 0;
        if (path.isCut() || dead) {
            kill();
        } else if (!endSent) {
            transmit(Segment.Kind.RESET, NOTHING);
        }
    }

    /** Nothing happens here any more. */
    void kill() {
        dead = true;
        inFlight.clear();
        unsent.clear();
        arrival = cancel(arrival);
        windowTimer = cancel(windowTimer);
        giveUp = cancel(giveUp);
        path.remove(this);
        back.remove(this);
    }

    /** The receiver has read so many bytes and grants room for them. */
    void read(int bytes) {
        if (back.isCut()) {
            unacknowledgedReads += bytes;
            giveUpLater();
        } else if (!dead) {
            acknowledge(bytes);
        }
    }

    /** A cut or a heal of one of the paths, or a crash or restart of the receiver's host. */
    void pathChanged() {
        if (dead) {
            return;
        }
        if (path.isCut()) {
            stall();
        } else if (stalled || receiver.gone()) {
            stalled = false;
            sendAgain();
        }
        if (!back.isCut() && unacknowledgedReads > 0) {
            acknowledge(unacknowledgedReads);
            unacknowledgedReads = 0;
        }
        giveUp = cancel(giveUp);
        if (path.isCut() || back.isCut()) {
            giveUpLater();
        }
    }

    private void stall() {
        stalled = true;
        arrival = cancel(arrival);
        if (sender.aborted()) {
            kill();
        }
    }

    private void send() {
        if (dead || broken) {
            return;
        }
        settleAcknowledgements();
        while (flushed > 0 && windowUsed < WINDOW && !broken) {
            byte[] bytes = unsent.take(segmentSize());
            flushed -= bytes.length;
            windowUsed += bytes.length;
            transmit(Segment.Kind.DATA, bytes);
        }
        if (endWanted && !endSent && unsent.size() == 0 && !broken) {
            endSent = true;
            transmit(Segment.Kind.END, NOTHING);
        }
        waitForWindow();
        sender.sent();
    }

    private int segmentSize() {
        int most = (int) Math.min(flushed, Math.min(SEGMENT, WINDOW - windowUsed));
        return network.buggify().at("short-write") ? 1 + (int) network.buggify().upTo(most) : most;
    }

    private void transmit(Segment.Kind kind, byte[] bytes) {
        byte[] passed = bytes.length == 0 ? bytes : network.passing(sender.host(), receiver.host(), bytes);
        long at = path.arrival(network.now(), bytes.length);
        if (at == Path.NEVER) {
            broken = true;
            network.loop().at(network.now() + Path.GIVE_UP, this::gaveUp);
            return;
        }
        lastArrival = Math.max(lastArrival, at);
        inFlight.add(new Segment(kind, passed, lastArrival));
        if (path.isCut()) {
            giveUpLater();
        } else {
            expectArrival();
        }
    }

    /** All that was on the way when the path was cut sets out again. */
    private void sendAgain() {
        arrival = cancel(arrival);
        int count = inFlight.size();
        lastArrival = network.now();
        for (int i = 0; i < count; i++) {
            Segment segment = inFlight.remove();
            lastArrival = Math.max(lastArrival, again(segment));
            inFlight.add(segment.arrivingAt(lastArrival));
        }
        expectArrival();
    }

    private long again(Segment segment) {
        long at = path.arrivalAgain(network.now(), segment.bytes().length);
        return at == Path.NEVER ? network.now() + Path.GIVE_UP : at;
    }

    private void expectArrival() {
        if (arrival == null && !inFlight.isEmpty()) {
            arrival = receiver.loopOrNetwork().at(inFlight.getFirst().at(), this::arrive);
        }
    }

    private void arrive() {
        arrival = null;
        if (receiver.gone()) {
            arriveInVain();
            return;
        }
        while (!inFlight.isEmpty() && inFlight.getFirst().at() <= network.now()) {
            Segment segment = inFlight.remove();
            network.arrived(segment);
            receiver.arrive(segment);
        }
        receiver.deliver();
        if (!dead) {
            expectArrival();
        }
    }

    /** Nobody is there: a host that is up says so, one that is down does not. */
    private void arriveInVain() {
        if (!receiver.host().isUp()) {
            giveUpLater();
        } else if (receiver.answersReset() && !back.isCut()) {
            network.loop().at(network.now() + back.latency(), sender::peerReset);
            kill();
        } else {
            inFlight.clear();
        }
    }

    private void acknowledge(int bytes) {
        Acknowledgement last = acknowledgements.peekLast();
        long at = Math.max(network.now() + back.latency(), last == null ? 0 : last.at);
        acknowledgements.add(new Acknowledgement(at, bytes));
        waitForWindow();
    }

    private void settleAcknowledgements() {
        while (!acknowledgements.isEmpty() && acknowledgements.getFirst().at <= network.now()) {
            windowUsed -= acknowledgements.remove().bytes;
        }
    }

    /** Only a sender who is held back needs to be woken by an acknowledgement. */
    private void waitForWindow() {
        boolean heldBack = flushed > 0 && !acknowledgements.isEmpty();
        if (heldBack && windowTimer == null && !dead) {
            windowTimer = sender.loopOrNetwork().at(acknowledgements.getFirst().at, () -> {
                windowTimer = null;
                send();
            });
        }
    }

    private void giveUpLater() {
        boolean waiting = !inFlight.isEmpty() || unacknowledgedReads > 0;
        if (giveUp == null && waiting && !dead) {
            giveUp = network.loop().at(network.now() + Path.GIVE_UP, this::gaveUp);
        }
    }

    private void gaveUp() {
        kill();
        sender.timedOut();
    }

    private static @Nullable Cancellable cancel(@Nullable Cancellable timer) {
        if (timer != null) {
            timer.cancel();
        }
        return null;
    }
}
