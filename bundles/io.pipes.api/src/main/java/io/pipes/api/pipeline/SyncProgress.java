// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.pipeline;

import io.pipes.base.id.NodeId;
import java.util.List;
import java.util.Locale;

/**
 * How far this node's copy of a persistent pipeline, and those of the nodes with a direct link to it, have come together. What others have
 * is what they said last, within seconds after it changed.
 *
 * @param packets how many are here that count
 * @param missing at least so many others have that are not here
 * @param fetching whether some of these are being fetched
 * @param peers those that have said what they have, in order of node id
 */
public record SyncProgress(long packets, long missing, boolean fetching, List<Peer> peers) {
    public SyncProgress {
        peers = List.copyOf(peers);
    }

    /**
     * Another node's copy.
     *
     * @param packets how many it has
     * @param inStep whether these are the same as here
     */
    public record Peer(NodeId node, long packets, boolean inStep) {}

    /** All of it in a word. */
    public enum State {
        /** Nobody is there to compare with. */
        ALONE,
        /** All that are there have the same. */
        IN_STEP,
        /** What others have is being fetched. */
        FETCHING,
        /** Others have more, and do not give it just now. */
        BEHIND,
        /** Somebody has something else, and nothing is known to be missing here: it lacks something, or has not been asked yet. */
        APART;

        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public State state() {
        if (fetching) {
            return State.FETCHING;
        }
        if (missing > 0) {
            return State.BEHIND;
        }
        if (peers.isEmpty()) {
            return State.ALONE;
        }
        return peers.stream().allMatch(Peer::inStep) ? State.IN_STEP : State.APART;
    }
}
