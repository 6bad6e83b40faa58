// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.held;

import io.pipes.base.id.NodeId;

/** How much of the room for letters of others is taken: in all, by one sender, and for one recipient. Sizes are in bytes. */
final class HoldingRoom {
    /** A letter costs more than its bytes. */
    static final int LETTER_COST = 1_024;

    static final int MAX_LETTERS = 8_192;
    static final int MAX_LETTERS_OF_SENDER = 1_024;
    static final int MAX_LETTERS_FOR_RECIPIENT = 2_048;

    /** What one member may fill, and what may wait for one: a share of all the room. */
    private static final int SHARE_OF_SENDER = 8;

    private static final int SHARE_OF_RECIPIENT = 4;

    private final NodeId sender;
    private final NodeId recipient;
    private final Taken all = new Taken();
    private final Taken ofSender = new Taken();
    private final Taken forRecipient = new Taken();

    private static final class Taken {
        private int letters;
        private long bytes;

        void add(long cost) {
            letters++;
            bytes += cost;
        }

        boolean leaves(long cost, int mostLetters, long mostBytes) {
            return letters < mostLetters && bytes + cost <= mostBytes;
        }
    }

    /** For a letter from one member to another one. */
    HoldingRoom(NodeId sender, NodeId recipient) {
        this.sender = sender;
        this.recipient = recipient;
    }

    /** A letter that is here, or on its way to the disk; one that was delivered has no size any more. */
    void take(NodeId from, NodeId to, long size) {
        long cost = LETTER_COST + size;
        all.add(cost);
        if (from.equals(sender)) {
            ofSender.add(cost);
        }
        if (to.equals(recipient)) {
            forRecipient.add(cost);
        }
    }

    boolean isEnoughFor(long size, long room) {
        long cost = LETTER_COST + size;
        return all.leaves(cost, MAX_LETTERS, room)
                && ofSender.leaves(cost, MAX_LETTERS_OF_SENDER, room / SHARE_OF_SENDER)
                && forRecipient.leaves(cost, MAX_LETTERS_FOR_RECIPIENT, room / SHARE_OF_RECIPIENT);
    }
}
