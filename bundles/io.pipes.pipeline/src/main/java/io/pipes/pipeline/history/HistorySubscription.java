// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.api.message.Message;
import io.pipes.base.Clamp;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.state.PipelineState;
import io.pipes.spi.loop.Loop;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * One reader of a history: what it has not asked for stays in the store, so a slow one costs no memory and misses nothing. While it keeps
 * up, it gets what comes without a detour over the store.
 *
 * <p>Lives on the node's loop; {@link #request} and {@link #cancel} come from any thread.
 */
final class HistorySubscription implements Flow.Subscription {
    private final Loop loop;
    private final Source source;
    private final Flow.Subscriber<? super Message> subscriber;
    private final ArrayDeque<Message> waiting = new ArrayDeque<>();
    private final Part part;
    private long position;
    private long demand;
    private boolean reading;
    /** Waits for the key of the next packet. */
    private boolean held;

    private boolean ended;
    private boolean draining;

    /** From where it reads. */
    interface Source {
        /** Reads what comes behind a position; {@link #read} hears the result. */
        void read(HistorySubscription reader, long after);

        /** The position of the last packet there is. */
        long end();

        void remove(HistorySubscription reader);
    }

    /** Messages up to this one have been; they may share a packet with what is wanted. */
    record Behind(NodeId author, long seq, int index) {
        private boolean has(Message message) {
            return message.author().equals(author) && message.seq() == seq && message.index() <= index;
        }
    }

    /**
     * Which part of a history is read.
     *
     * @param after what comes behind this position
     * @param behind what has been of the first packet; null if nothing
     * @param end the position of the last packet; the reader ends with it
     */
    record Part(long after, @Nullable Behind behind, long end) {}

    HistorySubscription(Loop loop, Source source, Flow.Subscriber<? super Message> subscriber, Part part) {
        this.loop = loop;
        this.source = source;
        this.subscriber = subscriber;
        this.part = part;
        position = part.after();
    }

    void begin() {
        guarded(() -> subscriber.onSubscribe(this));
        completeAtEnd();
    }

    /** Whether what has just come can be handed on at once: everything before it has been, and there is room. */
    boolean keepsUp(long end) {
        return !ended
                && !reading
                && !held
                && position < part.end()
                && position >= end
                && demand > 0
                && waiting.isEmpty();
    }

    /** Hands on what has just come, for one that {@linkplain #keepsUp keeps up}. */
    void came(List<Message> messages, long at) {
        if (at <= position) {
            // A page that was read just now had it already.
            return;
        }
        position = at;
        take(messages);
    }

    /** More has come than is handed on at once. */
    void more() {
        goOn();
    }

    /** What was read for it. */
    void read(Page page) {
        reading = false;
        held = page.held();
        position = Math.max(position, page.end());
        take(page.messages());
        goOn();
    }

    private void take(List<Message> messages) {
        for (Message message : messages) {
            if (!PipelineState.isOperation(message)
                    && (part.behind() == null || !part.behind().has(message))) {
                waiting.add(message);
            }
        }
        drain();
    }

    /** Looks again whether the key has come for which it waits. */
    void retry() {
        held = false;
        goOn();
    }

    boolean isHeld() {
        return held && !ended;
    }

    private void goOn() {
        if (!ended && !reading && !held && waiting.isEmpty() && demand > 0 && position < source.end()) {
            reading = true;
            source.read(this, position);
        }
    }

    @Override
    public void request(long count) {
        loop.execute(() -> requested(count));
    }

    @Override
    public void cancel() {
        loop.execute(this::end);
    }

    private void requested(long count) {
        if (ended) {
            return;
        }
        if (count <= 0) {
            fail(new IllegalArgumentException("A subscriber must ask for at least one message"));
            return;
        }
        demand = Clamp.add(demand, count);
        drain();
        goOn();
    }

    private void drain() {
        if (draining) {
            return;
        }
        draining = true;
        try {
            while (demand > 0 && !waiting.isEmpty() && !ended) {
                Message next = waiting.poll();
                demand--;
                guarded(() -> subscriber.onNext(next));
            }
        } finally {
            draining = false;
        }
        completeAtEnd();
    }

    private void completeAtEnd() {
        if (!ended && !reading && waiting.isEmpty() && position >= part.end()) {
            end();
            guarded(subscriber::onComplete);
        }
    }

    void fail(Throwable why) {
        if (!ended) {
            end();
            guarded(() -> subscriber.onError(why));
        }
    }

    private void end() {
        ended = true;
        waiting.clear();
        source.remove(this);
    }

    /** A subscriber that throws has broken its contract (Flow, rule 2.13) and is cut off. */
    private void guarded(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException broken) {
            end();
        }
    }
}
