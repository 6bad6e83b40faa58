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
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tries to have a link to one node, address after address, with growing pauses, until there is one.
 *
 * <pre>
 *   RESTING --wanted--> WAITING --time--> CALLING --answered--> RESTING (linked)
 *                          ^                 |
 *                          +---- failed -----+
 * </pre>
 */
final class Pursuit {
    private final NodeId node;
    private final Peers peers;
    private final Backoff backoff;
    private Cancellable timer = () -> {};
    private boolean waiting;
    private Caller.@Nullable Attempt attempt;
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

    boolean calling() {
        return attempt != null;
    }

    boolean resting() {
        return attempt == null && !waiting;
    }

    /**
     * Tries after a pause.
     *
     * @param pause empty for the one that is due
     */
    void begin(Optional<Duration> pause) {
        if (resting()) {
            waitFor(pause.orElseGet(backoff::next));
        }
    }

    private void waitFor(Duration delay) {
        waiting = true;
        timer = peers.loop().schedule(delay, this::call);
    }

    /** Something has changed for the better: tries now. */
    void hurry() {
        backoff.reset();
        if (attempt == null) {
            timer.cancel();
            waitFor(Duration.ZERO);
        }
    }

    /** The link is open. */
    void reached() {
        backoff.reset();
        stop();
    }

    /** The other side wants to be left alone for a while. */
    void slowDown() {
        backoff.exhaust();
    }

    void stop() {
        timer.cancel();
        waiting = false;
        if (attempt != null) {
            attempt.abandon();
            attempt = null;
        }
    }

    private void call() {
        waiting = false;
        if (!peers.mayCall(node)) {
            return;
        }
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
            note("answered");
            peers.neighbourhood().answered(node, linkKey, intake, payload, secret);
            again();
        }

        @Override
        public void failed(TransportException why) {
            attempt = null;
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
            if (!peers.neighbourhood().linked(node)) {
                waitFor(backoff.next());
            }
            // There was no room for others while this call lasted.
            peers.reconsider();
        }
    }
}
