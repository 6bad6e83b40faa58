// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.peering;

import io.pipes.base.Bytes;
import io.pipes.base.Cancellable;
import io.pipes.base.id.NodeId;
import io.pipes.node.handshake.Calling;
import io.pipes.node.wire.Intake;
import io.pipes.spi.crypto.SessionSecret;
import io.pipes.spi.transport.Address;
import io.pipes.spi.transport.TransportException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tries to have a link to one node, address after address, with growing pauses, until there is one or there is no reason any more.
 *
 * <pre>
 *   RESTING --wanted--> BEGINNING --time--> CALLING --answered--> RESTING (linked)
 *                                            ^   |
 *                                       time |   | failed
 *                                            |   v
 *                                            PAUSING
 * </pre>
 */
final class Pursuit {
    private enum State {
        RESTING,
        BEGINNING,
        CALLING,
        PAUSING
    }

    private final NodeId node;
    private final Peers peers;
    private final Backoff backoff;
    private static final Duration SLOW = Duration.ofSeconds(1);

    private State state = State.RESTING;
    private boolean slow;
    private Cancellable timer = () -> {};
    private Caller.@Nullable Attempt attempt;
    private boolean busy;
    private int nextAddress;
    private final Map<Address, String> results = new HashMap<>();

    Pursuit(NodeId node, Peers peers, Backoff backoff) {
        this.node = node;
        this.peers = peers;
        this.backoff = backoff;
    }

    /** What came of the last call to each address that was called. */
    Map<Address, String> results() {
        return Map.copyOf(results);
    }

    boolean resting() {
        return state == State.RESTING;
    }

    /** Whether a link is to be expected at any moment. */
    boolean engaged() {
        return state == State.BEGINNING || state == State.CALLING && !slow;
    }

    boolean calling() {
        return state == State.CALLING;
    }

    /** Whether the other side had too many links when it was asked last. */
    boolean busy() {
        return busy;
    }

    /** How often it was tried since there was a link. */
    int failures() {
        return backoff.failures();
    }

    /** Tries after a pause, unless it does something already. */
    void begin(Duration pause) {
        if (resting()) {
            waitFor(pause, State.BEGINNING);
        }
    }

    private void waitFor(Duration delay, State waiting) {
        become(waiting);
        timer.cancel();
        timer = peers.loop().schedule(delay, this::call);
    }

    private void become(State next) {
        become(next, false);
    }

    private void become(State next, boolean isSlow) {
        boolean engagedBefore = engaged();
        boolean callingBefore = calling();
        state = next;
        slow = isSlow;
        peers.changed(count(engaged()) - count(engagedBefore), count(calling()) - count(callingBefore));
    }

    private static int count(boolean is) {
        return is ? 1 : 0;
    }

    /** Somebody who is there answers sooner; others are tried meanwhile. */
    private void tooSlow() {
        become(State.CALLING, true);
        peers.reconsider();
    }

    /** Something has changed for the better: tries now. */
    void hurry() {
        busy = false;
        backoff.reset();
        if (state != State.CALLING) {
            waitFor(Duration.ZERO, State.BEGINNING);
        }
    }

    /** The link is open. */
    void reached() {
        busy = false;
        backoff.reset();
        stop();
    }

    /** The other side has no room, or no patience: asks again after the longest pause, and rather others meanwhile. */
    void slowDown() {
        busy = true;
        backoff.exhaust();
        pause();
    }

    /** A link has ended: not the same again at once. */
    void pause() {
        if (state != State.CALLING) {
            waitFor(backoff.next(), State.PAUSING);
        }
    }

    void stop() {
        timer.cancel();
        become(State.RESTING);
        if (attempt != null) {
            attempt.abandon();
            attempt = null;
        }
    }

    private void call() {
        // What it holds itself must not speak against it.
        become(State.RESTING);
        if (!peers.mayCall(node)) {
            return;
        }
        become(State.CALLING);
        timer = peers.loop().schedule(SLOW, this::tooSlow);
        PeerAddresses known = peers.book().of(node).orElseThrow();
        List<Address> addresses = known.addresses();
        Address address = addresses.get(nextAddress++ % addresses.size());
        attempt = peers.caller()
                .call(address, peers.neighbourhood().call(known.linkKey()), new Answer(known.linkKey(), address));
    }

    private final class Answer implements Calling.Outcome {
        private final Bytes linkKey;
        private final Address address;

        Answer(Bytes linkKey, Address address) {
            this.linkKey = linkKey;
            this.address = address;
        }

        @Override
        public void answered(Intake intake, Bytes payload, SessionSecret secret) {
            attempt = null;
            timer.cancel();
            note("answered");
            peers.neighbourhood().answered(node, linkKey, intake, payload, secret);
            again();
        }

        @Override
        public void failed(TransportException why) {
            attempt = null;
            timer.cancel();
            note(
                    why.reason() == TransportException.Reason.CLOSED
                            ? "silent"
                            : why.reason().name().toLowerCase(Locale.ROOT).replace('_', ' '));
            again();
        }

        private void note(String result) {
            if (results.size() >= PeerAddresses.MAX) {
                results.clear();
            }
            results.put(address, result);
        }

        private void again() {
            if (peers.neighbourhood().linked(node)) {
                become(State.RESTING);
            } else if (state == State.CALLING) {
                waitFor(backoff.next(), State.PAUSING);
            }
            // There was no room for others while this call lasted.
            peers.reconsider();
        }
    }
}
