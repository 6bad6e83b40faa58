// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.direct;

import io.pipes.api.PipesException;
import io.pipes.api.message.Receipt;
import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.held.HeldNode;
import io.pipes.pipeline.held.Span;
import io.pipes.pipeline.numbers.Ranges;
import io.pipes.spi.loop.Loop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Messages to one node that is away, on their way into letters: one letter at a time, with what has gathered meanwhile. Who hands one in
 * hears of it when it is durable.
 */
final class LetterQueue {
    /** What was handed in before is tried again after this where the store has failed. */
    static final Duration AGAIN = Duration.ofSeconds(5);

    private final Loop loop;
    private final HeldNode held;
    private final NodeId to;
    private final long session;
    private final ArrayDeque<Submission> waiting = new ArrayDeque<>();

    /** Who wants to hear of what is in letters, by number. */
    private final TreeMap<Long, Awaited> inLetters = new TreeMap<>();

    /** The numbers of those that went into letters. */
    private final Ranges taken = new Ranges();

    private boolean writing;
    private boolean planned;
    private boolean stopped;
    private Consumer<List<Submission>> left = durable -> {};
    private @Nullable CompletableFuture<Void> finishing;

    /** What an application waits for. */
    private record Awaited(CompletableFuture<Receipt> held, CompletableFuture<Receipt> delivered) {}

    LetterQueue(Loop loop, HeldNode held, NodeId to, long session) {
        this.loop = loop;
        this.held = held;
        this.to = to;
        this.session = session;
    }

    /** @param task hears of those that are no more in memory but in letters, or refused */
    void left(Consumer<List<Submission>> task) {
        left = task;
    }

    void add(Submission message) {
        waiting.add(message);
        writeSoon();
    }

    /** What is handed in during one turn of the loop shares a letter. */
    private void writeSoon() {
        if (!planned && !writing && !stopped) {
            planned = true;
            loop.execute(this::write);
        }
    }

    private void write() {
        planned = false;
        if (writing || stopped || waiting.isEmpty()) {
            return;
        }
        List<Submission> batch = batch();
        Submission first = batch.get(0);
        List<DirectWire.Item> items = batch.stream().map(Submission::item).toList();
        Bytes content = DirectWire.messages(session, first.number(), items);
        Span span = new Span(session, first.number(), items.size(), first.item().time());
        writing = true;
        batch.forEach(one -> inLetters.put(one.number(), new Awaited(one.held(), one.delivered())));
        write(span, content).whenComplete((durable, failure) -> {
            writing = false;
            if (failure == null) {
                written(batch);
            } else {
                failed(batch, failure);
            }
            if (finishing != null) {
                finishing.complete(null);
            }
        });
    }

    private CompletionStage<Void> write(Span span, Bytes content) {
        try {
            return held.write(to, span, content);
        } catch (RuntimeException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    /** At least one, and more as long as they are short and follow each other. */
    private List<Submission> batch() {
        List<Submission> batch = new ArrayList<>();
        String type = "";
        int room = Outbox.MAX_BATCH_BYTES - DirectWire.HEAD_BYTES;
        for (Submission next : waiting) {
            room -= next.item().encodedBytes(type);
            boolean fits = room >= 0
                    && batch.size() < DirectWire.MAX_MESSAGES
                    && (batch.isEmpty() || batch.get(batch.size() - 1).number() + 1 == next.number());
            if (!fits && !batch.isEmpty()) {
                break;
            }
            batch.add(next);
            type = next.item().content().contentType();
        }
        return batch;
    }

    private void written(List<Submission> batch) {
        List<Submission> stored = new ArrayList<>();
        for (Submission one : batch) {
            // When the other node was removed meanwhile, they are gone from here.
            if (waiting.peek() == one) {
                waiting.remove();
                taken.add(one.number());
                one.accept(session, Receipt.QUEUED);
                stored.add(one);
            }
        }
        left.accept(stored);
        stored.forEach(Submission::tell);
        writeSoon();
    }

    /** Who was not told yet hears of it; the others have been told that their messages are on their way, so they are tried again. */
    private void failed(List<Submission> batch, Throwable failure) {
        List<Submission> refused = batch.stream()
                .filter(one -> !one.isAnswered() && waiting.contains(one))
                .toList();
        batch.forEach(one -> inLetters.remove(one.number()));
        waiting.removeAll(refused);
        refused.forEach(one -> one.refuse(reason(failure)));
        left.accept(refused);
        refused.forEach(Submission::tell);
        if (!waiting.isEmpty()) {
            loop.schedule(AGAIN, this::writeSoon);
        }
    }

    private static PipesException reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PipesException known) {
                return known;
            }
        }
        return new PipesException(
                PipesException.Code.STORAGE,
                "The message could not be put aside for the other node. Try again.",
                failure);
    }

    /** Whether something has to come before what could be said over a link. */
    boolean isOutstanding() {
        return !waiting.isEmpty() || held.waitsFor(to);
    }

    /** Whether something is here that is not in a letter yet. */
    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** What is in letters already. */
    long bytes() {
        return held.bytesFor(to);
    }

    /** Whether all letters to all nodes are too much. */
    boolean isFullFor(long own) {
        return held.isFull() && own > SharedRoom.LITTLE;
    }

    void held(Span span) {
        awaited(span).values().forEach(one -> one.held().complete(Receipt.HELD));
    }

    void delivered(Span span) {
        for (Awaited one : awaited(span).values()) {
            one.held().complete(Receipt.DELIVERED);
            one.delivered().complete(Receipt.DELIVERED);
        }
        awaited(span).clear();
    }

    void givenUp(Span span, PipesException why) {
        for (Awaited one : awaited(span).values()) {
            one.held().completeExceptionally(why);
            one.delivered().completeExceptionally(why);
        }
        awaited(span).clear();
    }

    private SortedMap<Long, Awaited> awaited(Span span) {
        return span.session() == session
                ? inLetters.subMap(span.first(), span.first() + span.count())
                : new TreeMap<>();
    }

    /** Whether the message of this number went into a letter, whatever has become of that. */
    boolean took(long number) {
        return taken.contains(number);
    }

    boolean waitsWith(long number) {
        return waiting.stream().anyMatch(one -> one.number() == number);
    }

    /** Those that are not in letters. */
    List<Submission> waiting() {
        return List.copyOf(waiting);
    }

    /** Drops what is not in letters: the other node was removed. */
    List<Submission> takeAll() {
        List<Submission> all = waiting();
        waiting.clear();
        return all;
    }

    /** Begins no letter more; completes when none is under way. */
    CompletionStage<Void> finish() {
        stopped = true;
        CompletableFuture<Void> finished = new CompletableFuture<>();
        if (writing) {
            finishing = finished;
        } else {
            finished.complete(null);
        }
        return finished;
    }

    /** Those who wait learn how far it came; a successor hears of the rest. */
    void handOver() {
        inLetters.forEach((number, one) -> {
            Receipt soFar = held.receipt(session, number).orElse(Receipt.QUEUED);
            one.held().complete(soFar);
            one.delivered().complete(soFar);
        });
        inLetters.clear();
    }
}
