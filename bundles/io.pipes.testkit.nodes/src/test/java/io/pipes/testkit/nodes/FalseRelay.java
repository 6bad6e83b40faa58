// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a relay can do with the circuits of others that keeps the form of docs/specs/circuit.md: to let them in and swallow what follows,
 * or to say that the next node refused them.
 */
final class FalseRelay implements Trick {
    static final int DATA = 6;

    /** Type and label. */
    static final int HEADER = 5;

    private static final int OPEN = 3;
    private static final int OPENED = 4;
    private static final int REFUSED = 5;
    private static final int REASONS = 4;

    /** A circuit on one of the relay's links. */
    private record Hop(TappedExchange exchange, int label) {
        static Hop of(TappedExchange exchange, Bytes message) {
            return new Hop(exchange, message.buffer().getInt(1));
        }
    }

    private final int swallowAfter;
    private final boolean refuses;
    private final Map<Hop, Integer> carried = new HashMap<>();
    private final Map<Hop, NodeId> askedBehind = new HashMap<>();
    private @Nullable Hop lastAsked;
    private int refusals;

    private FalseRelay(int swallowAfter, boolean refuses) {
        this.swallowAfter = swallowAfter;
        this.refuses = refuses;
    }

    /** Carries so many messages of each circuit in each direction, and no more. */
    static FalseRelay swallowing(int after) {
        return new FalseRelay(after, false);
    }

    /** Says of the node behind it that it has refused. */
    static FalseRelay refusing() {
        return new FalseRelay(Integer.MAX_VALUE, true);
    }

    /** Something about circuits has arrived. */
    void heard(TappedExchange exchange, Bytes message) {
        if (message.at(0) == OPEN) {
            lastAsked = Hop.of(exchange, message);
        }
    }

    @Override
    public void play(TappedExchange exchange, Bytes message) {
        switch (message.at(0)) {
            case OPEN -> {
                // A node asks the next one in the same moment in which it was asked.
                if (lastAsked != null) {
                    askedBehind.put(lastAsked, exchange.peer());
                }
                lastAsked = null;
                exchange.pass(message);
            }
            case OPENED -> {
                Hop hop = Hop.of(exchange, message);
                NodeId behind = askedBehind.get(hop);
                carried.remove(hop);
                exchange.pass(refuses && behind != null ? refusal(hop.label(), behind) : message);
            }
            case DATA -> {
                if (carried.merge(Hop.of(exchange, message), 1, Integer::sum) <= swallowAfter) {
                    exchange.pass(message);
                }
            }
            default -> exchange.pass(message);
        }
    }

    private Bytes refusal(int label, NodeId by) {
        ByteBuffer refusal = ByteBuffer.allocate(HEADER + 1 + NodeId.SIZE)
                .put((byte) REFUSED)
                .putInt(label)
                .put((byte) (refusals++ % REASONS));
        by.bytes().writeTo(refusal);
        return Bytes.wrap(refusal.array());
    }
}
