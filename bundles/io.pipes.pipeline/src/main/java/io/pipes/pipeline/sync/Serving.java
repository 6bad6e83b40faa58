// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.sync;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.pipeline.history.Fork;
import io.pipes.pipeline.history.History;
import io.pipes.pipeline.history.HistoryNode;
import io.pipes.spi.node.Exchange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** Gives one peer the packets it asks for, as fast as it takes them: read a page at a time, and only while the link has room. */
final class Serving {
    /** So many questions may wait; an honest peer has a few. */
    private static final int MAX_QUESTIONS = 64;
    /** What one message carries, if a single packet is not longer. */
    private static final int MESSAGE_BYTES = 256 << 10;
    /** So many packets are read at once, if they have not more than about 1 MiB. */
    private static final int MAX_PAGE = 256;

    private final HistoryNode histories;
    private final Exchange peer;
    private final ArrayDeque<SyncMessage> questions = new ArrayDeque<>();
    /** So many are looked at where chains part. */
    private static final int MAX_BRANCH = 64;

    private boolean reading;
    private boolean closed;

    Serving(HistoryNode histories, Exchange peer) {
        this.histories = histories;
        this.peer = peer;
    }

    /** Packets are asked for: a run, a branch or those of a fork. */
    void asked(SyncMessage question) throws MalformedException {
        if (questions.size() >= MAX_QUESTIONS) {
            throw new MalformedException("questions without end");
        }
        questions.add(question);
        serve();
    }

    /** Goes on if it can. */
    void serve() {
        while (!reading && !closed && !questions.isEmpty() && peer.writable()) {
            SyncMessage question = questions.remove();
            if (question instanceof SyncMessage.AskRun asked) {
                histories.find(asked.tag()).ifPresentOrElse(history -> read(asked, history), () -> nothingMore(asked));
            } else if (question instanceof SyncMessage.AskBranch asked) {
                histories.find(asked.tag()).ifPresent(history -> read(asked, history));
            } else if (question instanceof SyncMessage.AskFork asked) {
                histories.find(asked.tag()).ifPresent(history -> read(asked, history));
            }
        }
    }

    private void read(SyncMessage.AskBranch question, History history) {
        reading = true;
        history.branches()
                .behind(question.author(), question.places(), question.from())
                .thenCompose(first -> history.run(question.author(), first, MAX_BRANCH))
                .whenComplete((packets, failure) -> {
                    reading = false;
                    if (!closed) {
                        List<Bytes> some = failure == null ? firstOf(packets) : List.of();
                        peer.send(new SyncMessage.Branch(question.tag(), question.author(), some).encode());
                        serve();
                    }
                });
    }

    private static List<Bytes> firstOf(List<Bytes> packets) {
        List<Bytes> some = new ArrayList<>();
        long bytes = 0;
        for (Bytes packet : packets) {
            bytes += packet.size();
            if (!some.isEmpty() && bytes > MESSAGE_BYTES) {
                break;
            }
            some.add(packet);
        }
        return some;
    }

    private void read(SyncMessage.AskFork question, History history) {
        reading = true;
        history.fork(question.author()).whenComplete((fork, failure) -> {
            reading = false;
            if (!closed) {
                if (failure == null) {
                    fork.ifPresent(known -> tell(question.tag(), known));
                }
                serve();
            }
        });
    }

    /** Both packets of a fork. */
    void tell(Bytes tag, Fork fork) {
        Bytes one = fork.counting().encoded();
        peer.send(new SyncMessage.ForkPacket(tag, fork.author(), one, false).encode());
        Bytes other = fork.other().encoded();
        peer.send(new SyncMessage.ForkPacket(tag, fork.author(), other, true).encode());
    }

    private void read(SyncMessage.AskRun question, History history) {
        reading = true;
        history.run(question.author(), question.from(), Math.min(MAX_PAGE, question.count()))
                .whenComplete((packets, failure) -> {
                    reading = false;
                    if (!closed) {
                        if (failure == null && !packets.isEmpty()) {
                            say(question, packets, history);
                        } else {
                            nothingMore(question);
                        }
                        serve();
                    }
                });
    }

    /** What could not be read others may have. */
    private void nothingMore(SyncMessage.AskRun question) {
        peer.send(new SyncMessage.Run(question.tag(), question.author(), List.of(), false, true).encode());
    }

    private void say(SyncMessage.AskRun question, List<Bytes> packets, History history) {
        long last = question.from() + packets.size() - 1;
        boolean hearsay = history.isHearsay(question.author(), question.from(), last);
        int left = question.count() - packets.size();
        List<Bytes> message = new ArrayList<>();
        long bytes = 0;
        for (Bytes packet : packets) {
            if (!message.isEmpty() && bytes + packet.size() > MESSAGE_BYTES) {
                peer.send(new SyncMessage.Run(question.tag(), question.author(), message, hearsay, false).encode());
                message = new ArrayList<>();
                bytes = 0;
            }
            message.add(packet);
            bytes += packet.size();
        }
        peer.send(new SyncMessage.Run(question.tag(), question.author(), message, hearsay, left == 0).encode());
        if (left > 0) {
            questions.addFirst(
                    new SyncMessage.AskRun(question.tag(), question.author(), question.from() + packets.size(), left));
        }
    }

    void close() {
        closed = true;
        questions.clear();
    }
}
