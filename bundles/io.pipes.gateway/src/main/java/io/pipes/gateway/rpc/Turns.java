// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The turns of one client's calls: {@link Limits#CALLS} run at a time, the others wait and begin in the order in which they came. A call that was
 * cancelled before its turn never begins; one that was cancelled later has its turn until what it began has ended, so that nobody has more going
 * on by cancelling. One that only waits for somebody else steps aside: others have its turn then, and all that have stepped aside keep
 * {@link Limits#ASIDE_BYTES} together.
 *
 * <p><b>Threads.</b> Any; the lock is never held while a method runs.
 */
final class Turns {
    private final Queue<Turn> waiting = new ArrayDeque<>();
    private final Set<Turn> begun = new HashSet<>();
    private int running;
    private long aside;
    private boolean beginning;
    private boolean closed;

    /** Of one call; each is another one. */
    private static final class Turn {
        private final Call call;
        private final Supplier<CompletionStage<JsonNode>> method;
        private long aside;

        Turn(Call call, Supplier<CompletionStage<JsonNode>> method) {
            this.call = call;
            this.method = method;
        }
    }

    /** @param method begins the call, and fails only by its stage */
    void take(Call call, Supplier<CompletionStage<JsonNode>> method) {
        Turn turn = new Turn(call, method);
        call.takesTurn(bytes -> stepAside(turn, Math.max(Limits.LEAST_ASIDE_BYTES, bytes)));
        if (await(turn)) {
            call.whenCancelled(() -> forget(turn));
            beginNext();
        } else {
            call.cancel();
        }
    }

    private synchronized boolean await(Turn turn) {
        return !closed && waiting.add(turn);
    }

    private synchronized void forget(Turn turn) {
        waiting.remove(turn);
    }

    /** Begins what may begin, one after the other; only one thread at a time does. */
    private void beginNext() {
        for (Turn turn = next(true); turn != null; turn = next(false)) {
            Turn next = turn;
            next.method.get().whenComplete((value, failure) -> {
                // First: a client in this process makes its next call inside of the answer.
                ended(next);
                next.call.ended(value, failure);
                beginNext();
            });
        }
    }

    private synchronized @Nullable Turn next(boolean first) {
        if (first && beginning) {
            return null;
        }
        Turn next = running < Limits.CALLS ? poll() : null;
        beginning = next != null;
        if (next != null) {
            running++;
            begun.add(next);
        }
        return next;
    }

    /** The first that is still wanted. */
    private @Nullable Turn poll() {
        Turn next = waiting.poll();
        while (next != null && next.call.isOver()) {
            next = waiting.poll();
        }
        return next;
    }

    private boolean stepAside(Turn turn, long bytes) {
        synchronized (this) {
            if (!begun.contains(turn) || turn.aside > 0) {
                return true;
            }
            if (aside + bytes > Limits.ASIDE_BYTES) {
                return false;
            }
            turn.aside = bytes;
            aside += bytes;
            running--;
        }
        beginNext();
        return true;
    }

    private synchronized void ended(Turn turn) {
        begun.remove(turn);
        aside -= turn.aside;
        running -= turn.aside > 0 ? 0 : 1;
    }

    /** Nobody waits for an answer any more: what has not begun never does, and what runs is cancelled. */
    void close() {
        List<Turn> all;
        synchronized (this) {
            closed = true;
            all = new ArrayList<>(waiting);
            waiting.clear();
            all.addAll(begun);
        }
        all.forEach(turn -> turn.call.cancel());
    }
}
