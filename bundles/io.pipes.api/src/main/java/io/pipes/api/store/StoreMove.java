// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.store;

import java.util.Optional;

/**
 * How far a move is.
 *
 * @param from the store that is left
 * @param to the store that comes in its place
 * @param nodes how many nodes have been copied
 * @param allNodes how many there are
 * @param entries how many entries have been copied
 * @param failure why it failed, with what to do, if it did
 */
public record StoreMove(
        String from, String to, Step step, int nodes, int allNodes, long entries, Optional<String> failure) {
    /** What is being done. */
    public enum Step {
        /** Nodes are stopped and their entries copied and compared. */
        COPYING("copying"),
        /** The other store is used already; the contents of the old one are destroyed. */
        CLEARING("clearing"),
        DONE("done"),
        /** Nothing has changed. */
        FAILED("failed");

        private final String text;

        Step(String text) {
            this.text = text;
        }

        /** How it is written in every protocol. */
        public String text() {
            return text;
        }

        public boolean isOver() {
            return this == DONE || this == FAILED;
        }
    }
}
