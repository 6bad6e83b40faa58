// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import io.pipes.node.wire.FrameWriter;
import io.pipes.spi.node.TrafficClass;
import java.util.ArrayDeque;

/** Whose turn it is on one lane: one class after the other, and within a class the conversations in turn, a frame each. */
final class Turns {
    private final ArrayDeque<Conversation>[] byClass;
    private final Runnable wantToSend;

    @SuppressWarnings({"unchecked", "rawtypes"})
    Turns(Runnable wantToSend) {
        this.wantToSend = wantToSend;
        byClass = new ArrayDeque[TrafficClass.values().length];
        for (int i = 0; i < byClass.length; i++) {
            byClass[i] = new ArrayDeque<>();
        }
    }

    void add(Conversation conversation) {
        byClass[conversation.traffic().code()].addLast(conversation);
        wantToSend.run();
    }

    void remove(Conversation conversation) {
        // Its class may be another one by now than when it was added: its protocol can be gone.
        for (ArrayDeque<Conversation> waiting : byClass) {
            waiting.remove(conversation);
        }
    }

    boolean isEmpty() {
        for (ArrayDeque<Conversation> waiting : byClass) {
            if (!waiting.isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** Fills a record, as long as it has room. */
    void write(FrameWriter out) {
        for (ArrayDeque<Conversation> waiting : byClass) {
            write(waiting, out);
        }
    }

    private static void write(ArrayDeque<Conversation> waiting, FrameWriter out) {
        while (out.hasRoom() && !waiting.isEmpty()) {
            Conversation next = waiting.removeFirst();
            if (next.write(out)) {
                waiting.addLast(next);
            }
        }
    }

    void clear() {
        for (ArrayDeque<Conversation> waiting : byClass) {
            waiting.clear();
        }
    }
}
