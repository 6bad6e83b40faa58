// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.sync;

import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.history.Missing;
import io.pipes.pipeline.packet.Packet;
import io.pipes.spi.node.Exchange;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/**
 * Which runs peers were asked for and have not given whole yet. A peer answers one question after the other, so what comes of an author
 * belongs to the oldest question about it.
 */
final class Questions {
    private final Map<Exchange, ArrayDeque<Question>> open = new HashMap<>();
    private long asked;

    /** What is asked for. */
    enum Kind {
        /** The next packets of a chain, or some behind them that wait for their turn. */
        PART,
        /** Packets that pass over others, or mend. */
        ALONE,
        /** What is here as stubs from another peer. */
        OPINION,
        /** What is shown only. */
        PREVIEW
    }

    /**
     * Asked of one peer.
     *
     * @param number each is higher than those of all that were asked before
     * @param kind what becomes of what comes
     */
    record Question(long number, Bytes tag, NodeId author, Missing range, Kind kind) {
        /** Whether a packet was asked for. */
        boolean isAbout(Packet packet) {
            long seq = packet.header().seq();
            return seq >= range.first() && seq <= range.last();
        }

        private boolean isAbout(Bytes otherTag, NodeId other) {
            return tag.equals(otherTag) && author.equals(other);
        }
    }

    /** @param range of at most {@link SyncMessage#MAX_RUN} packets */
    Question ask(Exchange peer, Bytes tag, NodeId author, Missing range, Kind kind) {
        Question question = new Question(asked++, tag, author, range, kind);
        int count = (int) (range.last() - range.first() + 1);
        peer.send(new SyncMessage.AskRun(tag, author, range.first(), count).encode());
        open.computeIfAbsent(peer, none -> new ArrayDeque<>()).add(question);
        return question;
    }

    /**
     * To which question something belongs that a peer has given; empty for what nobody asked for.
     *
     * @param last whether it is the last of the answer
     */
    Optional<Question> heard(Exchange peer, Bytes tag, NodeId author, boolean last) {
        Iterator<Question> questions =
                open.getOrDefault(peer, new ArrayDeque<>()).iterator();
        while (questions.hasNext()) {
            Question question = questions.next();
            if (question.isAbout(tag, author)) {
                if (last) {
                    questions.remove();
                }
                return Optional.of(question);
            }
        }
        return Optional.empty();
    }

    /** How many are asked of a peer for what is shown only. */
    int previews(Exchange peer) {
        return (int) open.getOrDefault(peer, new ArrayDeque<>()).stream()
                .filter(question -> question.kind() == Kind.PREVIEW)
                .count();
    }

    /** How many are asked of a peer. */
    int all(Exchange peer) {
        return open.getOrDefault(peer, new ArrayDeque<>()).size();
    }

    /** What a peer was asked for it has forgotten. */
    void forget(Exchange peer) {
        open.remove(peer);
    }
}
