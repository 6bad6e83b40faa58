// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.call;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.PipesException;
import io.pipes.base.Randomness;
import io.pipes.base.Scheduler;
import io.pipes.base.Secret;
import io.pipes.client.wire.Wire;
import io.pipes.client.wire.Wiring;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What an application says to a node and hears from it, over one wire after the other:
 *
 * <pre>
 * connecting --&gt; greeting --&gt; open        (calls go out, what stands is set up)
 *     ^             |           |
 *     +-- pause &lt;---+-- lost &lt;--+         (calls wait; those that must not be made twice fail)
 * </pre>
 *
 * and from everywhere to closed, by {@link #close} or because the node does not let us in.
 *
 * <p><b>Threads.</b> All of this happens in the strand. Every public method may be called from any thread, and returns at once.
 */
public final class Conversation implements AutoCloseable {
    /** How long a call waits for a connection. */
    public static final Duration PATIENCE = Duration.ofSeconds(60);

    /** How long a connection has to last until the next one may be made at once. */
    private static final Duration STEADY = Backoff.LONGEST;

    /** How much the calls that are not answered may weigh together, in bytes. */
    static final long MAX_LOAD = 64 << 20;

    private final Wiring wiring;
    private final Callbacks callbacks;
    private final Scheduler scheduler;
    private final Strand strand = new Strand();
    private final Greeting greeting;
    private final Backoff backoff;
    private final CompletableFuture<Void> connected = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Deque<Call<?>> waiting = new ArrayDeque<>();
    private final Map<Call<?>, Long> unanswered = new LinkedHashMap<>();
    private final Set<Standing> standing = new LinkedHashSet<>();
    private final Map<String, Consumer<JsonNode>> topics = new HashMap<>();
    private @Nullable Line line;
    private final Allowance allowance = new Allowance();
    private boolean open;
    private long load;
    private @Nullable PipesException closed;

    /** @param token lets us in, and stays the caller's; empty where the wire itself proves who we are */
    public Conversation(
            Wiring wiring, Optional<Secret> token, Callbacks callbacks, Scheduler scheduler, Randomness randomness) {
        this.wiring = wiring;
        this.greeting = new Greeting(token.map(Secret::copy), strand, scheduler);
        this.callbacks = callbacks;
        this.scheduler = scheduler;
        this.backoff = new Backoff(randomness);
    }

    /**
     * Begins to connect, and goes on for ever.
     *
     * @return completes with the first connection; fails when the first try does, which is then followed by others nevertheless unless they
     *     make no sense
     */
    public CompletionStage<Void> begin() {
        strand.execute(this::connect);
        return connected.minimalCompletionStage();
    }

    /** Completes when it has ended, and the application's executor was given everything that tells of the end: it may be shut down then. */
    public CompletionStage<Void> ended() {
        return ended.minimalCompletionStage();
    }

    /** Where everything that belongs to this conversation happens. */
    public Strand strand() {
        return strand;
    }

    public Callbacks callbacks() {
        return callbacks;
    }

    public Scheduler scheduler() {
        return scheduler;
    }

    /** As {@link #call(String, ObjectNode, Repetition, long, Decoding)}, of a call that carries no content. */
    public <T> CompletableFuture<T> call(String method, ObjectNode params, Repetition repetition, Decoding<T> result) {
        return call(method, params, repetition, 0, result);
    }

    /**
     * Calls a method, as soon as there is a connection.
     *
     * @param params belong to the conversation from now on
     * @param contentBytes how long the content is that it carries
     * @return completes on the application's executor; cancelling it cancels the call
     */
    public <T> CompletableFuture<T> call(
            String method, ObjectNode params, Repetition repetition, long contentBytes, Decoding<T> result) {
        return call(new Call<>(method, params, repetition, contentBytes, result, nobody -> {}));
    }

    /**
     * As {@link #call(String, ObjectNode, Repetition, long, Decoding)}, of a call that says how far it is.
     *
     * @param progress hears what the node tells of that, in the strand
     */
    public <T> CompletableFuture<T> call(
            String method,
            ObjectNode params,
            Repetition repetition,
            long contentBytes,
            Decoding<T> result,
            Consumer<JsonNode> progress) {
        return call(new Call<>(method, params.put("progress", true), repetition, contentBytes, result, progress));
    }

    private <T> CompletableFuture<T> call(Call<T> call) {
        return made(call, () -> begin(call));
    }

    /**
     * As {@link #call(String, ObjectNode, Repetition, long, Decoding)}, about something that was opened on a line and has ended with it: on
     * another one its name means something else. Never made again.
     */
    public <T> CompletableFuture<T> callOn(
            Line only, String method, ObjectNode params, long contentBytes, Decoding<T> result) {
        Call<T> call = new Call<>(method, params, Repetition.FORBIDDEN, contentBytes, result, nobody -> {});
        call.onlyOn(only);
        return made(call, () -> {
            if (only.isOver()) {
                call.failed(Failures.lineGone(method), callbacks);
            } else {
                begin(call);
            }
        });
    }

    private <T> CompletableFuture<T> made(Call<T> call, Runnable beginning) {
        call.stage().whenComplete((value, failure) -> {
            if (call.stage().isCancelled()) {
                strand.execute(() -> giveUp(call));
            }
        });
        strand.execute(beginning);
        return call.stage();
    }

    /**
     * Counts something as waiting for the node that will be a call later. To be called in the strand.
     *
     * @return whether there was room; then {@link #giveBack} is to be called before the call is made
     */
    public boolean reserve(long contentBytes) {
        return take(Call.OWN_WEIGHT + contentBytes);
    }

    /** To be called in the strand. */
    public void giveBack(long contentBytes) {
        load -= Call.OWN_WEIGHT + contentBytes;
    }

    private boolean take(long weight) {
        boolean room = load + weight <= MAX_LOAD;
        if (room) {
            load += weight;
        }
        return room;
    }

    /** Keeps something set up for as long as this conversation lasts. */
    public void keep(Standing kept) {
        strand.execute(() -> {
            if (closed != null) {
                kept.ended(closed);
                return;
            }
            standing.add(kept);
            if (open && line != null) {
                kept.connected(line);
            }
        });
    }

    /** Keeps it set up no longer. To be called in the strand. */
    public void drop(Standing kept) {
        standing.remove(kept);
    }

    /** Hears notifications that belong to no subscription, by their method. To be called before the beginning. */
    public void hear(String notification, Consumer<JsonNode> listener) {
        topics.put(notification, listener);
    }

    /** Ends it: what waits fails with {@code UNREACHABLE}. */
    @Override
    public void close() {
        strand.execute(() -> close(Failures.closed()));
    }

    private void begin(Call<?> call) {
        if (call.isOver()) {
            return;
        }
        if (closed != null) {
            call.failed(closed, callbacks);
        } else if (!take(call.weight())) {
            call.failed(Failures.tooMuch(), callbacks);
        } else {
            waiting.add(call);
            if (open) {
                sendWaiting();
            } else {
                await(call);
            }
        }
    }

    /** What the node takes now, in the order in which it was called. */
    private void sendWaiting() {
        while (open
                && current().misunderstanding().isEmpty()
                && !waiting.isEmpty()
                && allowance.take(waiting.element())) {
            send(waiting.remove());
        }
    }

    private void await(Call<?> call) {
        call.waitsUntil(scheduler.schedule(
                PATIENCE,
                () -> strand.execute(() -> {
                    if (waiting.remove(call)) {
                        fail(call, Failures.tooLate(call));
                    }
                })));
    }

    private void send(Call<?> call) {
        call.begins();
        Line now = current();
        // Within a process the answer may be there before this returns; it is looked at after this task.
        unanswered.put(call, now.ask(call.method(), call.params(), new Line.Answer() {
            @Override
            public void answered(JsonNode result) {
                done(call);
                call.answered(now, result, callbacks);
            }

            @Override
            public void failed(PipesException why) {
                fail(call, why);
            }

            @Override
            public void progressed(JsonNode how) {
                call.progressed(how);
            }
        }));
    }

    private Line current() {
        if (line == null) {
            throw new IllegalStateException("Open without a line");
        }
        return line;
    }

    private void giveUp(Call<?> call) {
        Long id = unanswered.get(call);
        if (id != null) {
            current().giveUp(id);
        }
        if (id != null || waiting.remove(call)) {
            call.stopsWaiting();
            done(call);
        }
    }

    private void fail(Call<?> call, PipesException why) {
        done(call);
        call.failed(why, callbacks);
    }

    private void done(Call<?> call) {
        load -= call.weight();
        if (unanswered.remove(call) != null) {
            allowance.free(call);
            sendWaiting();
        }
    }

    private void connect() {
        if (closed != null) {
            return;
        }
        Line next = new Line(topics);
        line = next;
        allowance.begin(wiring.unansweredBytes());
        connecting(next)
                .whenComplete((wire, failure) -> strand.execute(() -> {
                    if (failure != null) {
                        lost(next, Failures.of(failure));
                    } else if (next.isOver()) {
                        wire.close();
                    } else {
                        next.runsOver(wire);
                        greeting.say(next, new Greeting.Outcome() {
                            @Override
                            public void limited(long unansweredBytes) {
                                allowance.limit(unansweredBytes);
                            }

                            @Override
                            public void greeted() {
                                open(next);
                            }

                            @Override
                            public void refused(PipesException why) {
                                lost(next, why);
                            }
                        });
                    }
                }));
    }

    private void received(Line on, JsonNode message) {
        on.received(message);
        on.misunderstanding().ifPresent(why -> lost(on, Failures.startingAnew(why)));
    }

    private CompletionStage<Wire> connecting(Line next) {
        try {
            return wiring.connect(new Wire.Ear() {
                @Override
                public void received(JsonNode message) {
                    strand.execute(() -> Conversation.this.received(next, message));
                }

                @Override
                public void unsent(JsonNode call, PipesException why) {
                    strand.execute(() -> next.unsent(call, why));
                }

                @Override
                public void ended(PipesException why) {
                    strand.execute(() -> lost(next, why));
                }
            });
        } catch (RuntimeException | LinkageError broken) {
            return CompletableFuture.failedFuture(broken);
        }
    }

    private void open(Line greeted) {
        if (greeted.isOver()) {
            return;
        }
        open = true;
        scheduler.schedule(STEADY, () -> strand.execute(() -> proved(greeted)));
        waiting.forEach(Call::stopsWaiting);
        sendWaiting();
        List.copyOf(standing).forEach(kept -> kept.connected(greeted));
        callbacks.execute(() -> connected.complete(null));
    }

    /** Of use only if it lasts: one that ends again at once must not be made as often as that can be done. */
    private void proved(Line greeted) {
        if (!greeted.isOver()) {
            backoff.succeeded();
        }
    }

    private void lost(Line gone, PipesException why) {
        if (gone.isOver()) {
            return;
        }
        gone.end();
        boolean wasOpen = open;
        open = false;
        line = null;
        callbacks.execute(() -> connected.completeExceptionally(why));
        if (!why.code().retry()) {
            close(why);
            return;
        }
        if (wasOpen) {
            endWith(gone);
            waiting.forEach(this::await);
            takeBack(why);
            List.copyOf(standing).forEach(Standing::disconnected);
        }
        scheduler.schedule(backoff.next(), () -> strand.execute(this::connect));
    }

    /** What has not gone out on its line goes out on no other. */
    private void endWith(Line gone) {
        for (Call<?> call : List.copyOf(waiting)) {
            if (call.endsWith(gone)) {
                waiting.remove(call);
                fail(call, Failures.lineGone(call.method()));
            }
        }
    }

    /** What may be repeated waits for the next connection, before everything that was called since. */
    private void takeBack(PipesException why) {
        List<Call<?>> asked = new ArrayList<>(unanswered.keySet());
        unanswered.clear();
        for (int i = asked.size() - 1; i >= 0; i--) {
            Call<?> call = asked.get(i);
            if (call.mayBeRepeated()) {
                await(call);
                waiting.addFirst(call);
            } else {
                fail(call, Failures.mayHaveHappened(call.method(), why));
            }
        }
    }

    private void close(PipesException why) {
        if (closed != null) {
            return;
        }
        closed = why;
        open = false;
        greeting.forget();
        if (line != null) {
            line.end();
            line = null;
        }
        List<Call<?>> all = new ArrayList<>(unanswered.keySet());
        all.addAll(waiting);
        waiting.clear();
        all.forEach(call -> fail(call, why));
        List<Standing> kept = List.copyOf(standing);
        standing.clear();
        kept.forEach(one -> one.ended(why));
        callbacks.execute(() -> connected.completeExceptionally(why));
        ended.complete(null);
    }
}
